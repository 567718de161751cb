package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.state.FacetLook;
import io.tunnelwatch.processor.state.KindMemory;
import io.tunnelwatch.processor.state.LineMemory;
import io.tunnelwatch.processor.state.ReasonMemory;
import io.tunnelwatch.processor.state.StateMemory;
import io.tunnelwatch.processor.state.TunnelStatus;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Converts the unpacked part of a connection's state to Avro and back. The packed configuration is passed in. */
final class ConnectionStateCodec {
    private ConnectionStateCodec() {}

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    static LineMemory encode(ConnectionState state, ByteBuffer settings) {
        Snapshot it = state.snapshot();
        var encoded = new LineMemory();
        encoded.setContentHash(it.contentHash());
        encoded.setCreatedAt(Millis.ofMaybe(it.createdAt()));
        encoded.setFingerprint(it.configuration().hash());
        encoded.setSettings(settings);
        encoded.setLifecycle(it.context().lifecycle());
        encoded.setStatus(it.status());
        encoded.setHealthCheckStatus(it.healthCheck().status());
        encoded.setBgpStatus(it.bgp().status());
        encoded.setTunnels(it.tunnels().stream()
                .map(tunnel -> new TunnelStatus(tunnel.status(), tunnel.bgp().status()))
                .toList());
        encoded.setSeenAt(Millis.of(state.seenAt()));
        encoded.setFacets(state.facets().entrySet().stream()
                .map(entry -> facet(state, entry.getKey(), entry.getValue()))
                .toList());
        encoded.setAlerts(state.alerts().entrySet().stream()
                .map(entry -> AlertCodec.encode(entry.getKey(), entry.getValue()))
                .toList());
        encoded.setChanges(StateCodec.changes(state.evidence()));
        var diagnosed = state.evidence().diagnosed();
        encoded.setDiagnosedAt(diagnosed == null ? null : Millis.of(diagnosed.at()));
        encoded.setDiagnosis(diagnosed == null ? "" : diagnosed.code());
        return encoded;
    }

    /** @param like a snapshot with the same configuration; its statuses do not matter */
    static ConnectionState decode(LineMemory it, Snapshot like) {
        var snapshot = new Snapshot(
                like.connectionId(),
                it.getContentHash(),
                Millis.timeMaybe(it.getCreatedAt()),
                it.getStatus(),
                new Snapshot.HealthCheck(
                        like.healthCheck().enabled(),
                        it.getHealthCheckStatus(),
                        like.healthCheck().revokesRoute()),
                new Snapshot.Bgp(like.bgp().configured(), it.getBgpStatus()),
                tunnels(it, like.tunnels()),
                like.negotiatesOnTraffic(),
                like.context().at(it.getLifecycle()),
                like.configuration());
        var facets = new TreeMap<FacetId, FacetValue>();
        it.getFacets()
                .forEach(facet -> facets.put(
                        new FacetId(
                                entity(snapshot, facet),
                                FacetKind.valueOf(facet.getKind().name())),
                        value(it, snapshot, facet)));
        var alerts = new TreeMap<AlertKey, AlertState>();
        it.getAlerts().forEach(alert -> alerts.put(AlertCodec.key(alert), AlertCodec.decode(alert)));
        return new ConnectionState(
                snapshot,
                Millis.time(it.getSeenAt()),
                facets,
                alerts,
                StateCodec.evidence(it.getChanges(), it.getDiagnosedAt(), it.getDiagnosis()));
    }

    private static List<Snapshot.Tunnel> tunnels(LineMemory it, List<Snapshot.Tunnel> like) {
        var tunnels = new ArrayList<Snapshot.Tunnel>();
        for (int i = 0; i < like.size(); i++) {
            Snapshot.Tunnel settings = like.get(i);
            TunnelStatus status = it.getTunnels().get(i);
            tunnels.add(new Snapshot.Tunnel(
                    settings.tunnelId(),
                    settings.role(),
                    status.getStatus(),
                    new Snapshot.Bgp(settings.bgp().configured(), status.getBgpStatus())));
        }
        return tunnels;
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    private static FacetLook facet(ConnectionState state, FacetId id, FacetValue it) {
        int tunnel = tunnel(state.snapshot(), id.entity());
        var kind = KindMemory.valueOf(id.kind().name());
        String raw = it.reading().raw();
        return new FacetLook(
                tunnel,
                kind,
                StateMemory.valueOf(it.state().name()),
                ReasonMemory.valueOf(it.reason().name()),
                raw.equals(status(state.snapshot(), tunnel, kind)) ? null : raw,
                state.seenAt().toEpochMilli() - it.since().toEpochMilli());
    }

    private static FacetValue value(LineMemory of, Snapshot snapshot, FacetLook it) {
        String raw = it.getRaw() == null ? status(snapshot, it.getTunnel(), it.getKind()) : it.getRaw();
        return new FacetValue(
                new Reading(
                        FacetState.valueOf(it.getState().name()),
                        FacetReason.valueOf(it.getReason().name()),
                        raw),
                Millis.time(of.getSeenAt() - it.getSinceBefore()));
    }

    /** The status that nearly always equals a facet's raw text. */
    private static String status(Snapshot it, int tunnel, KindMemory kind) {
        return switch (kind) {
            case IPSEC, SERVICE ->
                tunnel == 0 ? it.status() : it.tunnels().get(tunnel - 1).status();
            case BGP -> (tunnel == 0 ? it.bgp() : it.tunnels().get(tunnel - 1).bgp()).status();
            case HEALTH_CHECK -> it.healthCheck().status();
            case REDUNDANCY, FRESHNESS -> "";
        };
    }

    private static int tunnel(Snapshot snapshot, String entity) {
        var ids = snapshot.tunnels().stream().map(Snapshot.Tunnel::tunnelId).toList();
        return ids.indexOf(entity) + 1;
    }

    private static String entity(Snapshot snapshot, FacetLook it) {
        return it.getTunnel() == 0
                ? snapshot.connectionId()
                : snapshot.tunnels().get(it.getTunnel() - 1).tunnelId();
    }
}
