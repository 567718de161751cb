package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.Entry;
import io.tunnelwatch.processor.state.TunnelMemory;
import io.tunnelwatch.runtime.streams.StateSerde;

/** Encodes a connection as the first version did, with an unpacked configuration. */
public final class FirstVersionBytes {
    private FirstVersionBytes() {}

    public static byte[] of(ConnectionState state) {
        try (var serde = new StateSerde<>(ConnectionMemory.class)) {
            return serde.serializer().serialize("", memory(state));
        }
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    private static ConnectionMemory memory(ConnectionState state) {
        Snapshot it = state.snapshot();
        Context context = it.context();
        var encoded = new ConnectionMemory();
        encoded.setConnectionId(it.connectionId());
        encoded.setContentHash(it.contentHash());
        encoded.setCreatedAt(Millis.ofMaybe(it.createdAt()));
        encoded.setStatus(it.status());
        encoded.setHealthCheckEnabled(it.healthCheck().enabled());
        encoded.setHealthCheckStatus(it.healthCheck().status());
        encoded.setBgpConfigured(it.bgp().configured());
        encoded.setBgpStatus(it.bgp().status());
        encoded.setNegotiatesOnTraffic(it.negotiatesOnTraffic());
        encoded.setTunnels(it.tunnels().stream().map(FirstVersionBytes::tunnel).toList());
        encoded.setName(context.name());
        encoded.setAttachType(context.attachType());
        encoded.setVpnGatewayId(context.vpnGatewayId());
        encoded.setCustomerGatewayIds(context.customerGatewayIds());
        encoded.setTransitRouterId(context.transitRouterId());
        encoded.setLifecycle(context.lifecycle());
        encoded.setLocalSubnets(context.localSubnets());
        encoded.setRemoteSubnets(context.remoteSubnets());
        encoded.setTags(context.tags().stream()
                .map(tag -> new Entry(tag.key(), tag.value()))
                .toList());
        encoded.setConfiguration(it.configuration().entries().entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList());
        encoded.setSeenAt(Millis.of(state.seenAt()));
        encoded.setFacets(state.facets().entrySet().stream()
                .map(entry -> StateCodec.facet(entry.getKey(), entry.getValue()))
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

    private static TunnelMemory tunnel(Snapshot.Tunnel it) {
        return new TunnelMemory(
                it.tunnelId(),
                it.role(),
                it.status(),
                it.bgp().configured(),
                it.bgp().status());
    }
}
