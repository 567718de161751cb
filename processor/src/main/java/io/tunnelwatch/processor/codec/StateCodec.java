package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Evidence;
import io.tunnelwatch.processor.domain.GroupAlertState;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.state.AlertMemory;
import io.tunnelwatch.processor.state.ChangeMemory;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.FacetMemory;
import io.tunnelwatch.processor.state.GroupMemory;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.processor.state.ToldMemory;
import io.tunnelwatch.processor.state.TunnelMemory;
import io.tunnelwatch.runtime.streams.StoredValues;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Converts the detector's state to Avro and back. Everything is sorted, so equal states have equal bytes. */
public final class StateCodec {
    private StateCodec() {}

    /** Decodes a connection as the first version stored it. */
    static ConnectionState decode(ConnectionMemory it) {
        var configuration = StoredConfigurationCodec.entries(it.getConfiguration());
        var facets = new TreeMap<FacetId, FacetValue>();
        it.getFacets().forEach(facet -> facets.put(facetId(facet), facetValue(facet)));
        var alerts = new TreeMap<AlertKey, AlertState>();
        it.getAlerts().forEach(alert -> alerts.put(AlertCodec.key(alert), AlertCodec.decode(alert)));
        var snapshot = new Snapshot(
                it.getConnectionId(),
                it.getContentHash(),
                Millis.timeMaybe(it.getCreatedAt()),
                it.getStatus(),
                new Snapshot.HealthCheck(
                        it.getHealthCheckEnabled(),
                        it.getHealthCheckStatus(),
                        StoredConfigurationCodec.revokesRoute(it.getConfiguration())),
                new Snapshot.Bgp(it.getBgpConfigured(), it.getBgpStatus()),
                it.getTunnels().stream().map(StateCodec::tunnel).toList(),
                it.getNegotiatesOnTraffic(),
                context(it),
                Configuration.of(configuration));
        return new ConnectionState(
                snapshot,
                Millis.time(it.getSeenAt()),
                facets,
                alerts,
                evidence(it.getChanges(), it.getDiagnosedAt(), it.getDiagnosis()));
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static TargetMemory encode(TargetState it) {
        var encoded = new TargetMemory();
        encoded.setAccount(it.target().account());
        encoded.setRegion(it.target().region());
        encoded.setEpoch(it.lastOrder().epoch());
        encoded.setScan(it.lastOrder().scan());
        encoded.setIndex(it.lastOrder().index());
        encoded.setNow(Millis.of(it.now()));
        encoded.setBegan(Millis.of(it.firstObservedAt()));
        encoded.setLastComplete(Millis.ofMaybe(it.lastCompleteAt()));
        encoded.setPollIntervalMillis(it.pollInterval().toMillis());
        encoded.setConnections(it.connectionCount());
        encoded.setDigest(it.digest());
        encoded.setOutOfSight(it.unseen());
        encoded.setRunning(List.of());
        encoded.setFreshness(
                it.freshness() == null
                        ? null
                        : facet(new FacetId(it.target().toString(), FacetKind.FRESHNESS), it.freshness()));
        encoded.setStale(
                AlertCodec.encode(new AlertKey(it.target().toString(), AlertRule.TargetStale), it.staleAlert()));
        encoded.setGroups(List.of());
        encoded.setPolledBy(it.polledBy());
        encoded.setRetiredAt(Millis.ofMaybe(it.retiredAt()));
        encoded.setServiceRead(it.hasServiceFacet());
        return encoded;
    }

    public static TargetState decode(TargetMemory it) {
        return StoredValues.decode(() -> target(it));
    }

    private static TargetState target(TargetMemory it) {
        return new TargetState(
                new Target(it.getAccount(), it.getRegion()),
                new Order(it.getEpoch(), it.getScan(), it.getIndex()),
                Millis.time(it.getNow()),
                Millis.time(it.getBegan()),
                Millis.timeMaybe(it.getLastComplete()),
                Duration.ofMillis(it.getPollIntervalMillis()),
                it.getConnections(),
                it.getDigest(),
                it.getOutOfSight(),
                it.getFreshness() == null ? null : facetValue(it.getFreshness()),
                AlertCodec.decode(it.getStale()),
                it.getPolledBy(),
                Millis.timeMaybe(it.getRetiredAt()),
                it.getServiceRead());
    }

    public static GroupsMemory encode(SortedMap<AlertKey, GroupAlertState> groups) {
        return new GroupsMemory(groups.entrySet().stream()
                .map(entry -> group(entry.getKey(), entry.getValue()))
                .toList());
    }

    public static SortedMap<AlertKey, GroupAlertState> decode(GroupsMemory it) {
        return StoredValues.decode(() -> {
            var groups = new TreeMap<AlertKey, GroupAlertState>();
            it.getGroups().forEach(group -> groups.put(AlertCodec.key(group.getAlert()), group(group)));
            return groups;
        });
    }

    static List<ChangeMemory> changes(Evidence evidence) {
        return evidence.changes().stream()
                .map(it -> new ChangeMemory(
                        Millis.of(it.at()),
                        it.change().path(),
                        it.change().before(),
                        it.change().after()))
                .toList();
    }

    static Evidence evidence(List<ChangeMemory> stored, @Nullable Long diagnosedAt, String diagnosis) {
        var changes = stored.stream()
                .map(change -> new Evidence.DatedChange(
                        Millis.time(change.getAt()),
                        new Change(change.getPath(), change.getBefore(), change.getAfter())))
                .toList();
        return new Evidence(
                changes, diagnosedAt == null ? null : new Evidence.Diagnosed(Millis.time(diagnosedAt), diagnosis));
    }

    private static GroupMemory group(AlertKey key, GroupAlertState it) {
        AlertMemory alert = AlertCodec.encode(key, it.alert());
        ToldMemory published = alert.getTold();
        if (published != null) {
            published.setMembers(MemberSubsetCodec.encode(published.getMembers(), it.members()));
        }
        return new GroupMemory(
                alert, List.copyOf(it.members()), MemberSubsetCodec.encode(it.bad(), it.members()), it.enough());
    }

    private static GroupAlertState group(GroupMemory it) {
        return new GroupAlertState(
                AlertCodec.decode(it.getAlert(), it.getMembers()),
                new TreeSet<>(it.getMembers()),
                new TreeSet<>(MemberSubsetCodec.decode(it.getBad(), it.getMembers())),
                it.getEnough());
    }

    private static Snapshot.Tunnel tunnel(TunnelMemory it) {
        return new Snapshot.Tunnel(
                it.getTunnelId(),
                it.getRole(),
                it.getStatus(),
                new Snapshot.Bgp(it.getBgpConfigured(), it.getBgpStatus()));
    }

    private static Context context(ConnectionMemory it) {
        return new Context(
                it.getName(),
                it.getAttachType(),
                it.getVpnGatewayId(),
                it.getCustomerGatewayIds(),
                it.getTransitRouterId(),
                it.getLifecycle(),
                it.getLocalSubnets(),
                it.getRemoteSubnets(),
                StoredConfigurationCodec.tags(it.getTags()));
    }

    static FacetMemory facet(FacetId id, FacetValue it) {
        return new FacetMemory(
                id.entity(),
                id.kind().name(),
                it.state().name(),
                it.reason().name(),
                it.reading().raw(),
                Millis.of(it.since()));
    }

    private static FacetId facetId(FacetMemory it) {
        return new FacetId(it.getEntity(), FacetKind.valueOf(it.getKind()));
    }

    private static FacetValue facetValue(FacetMemory it) {
        return new FacetValue(
                new Reading(FacetState.valueOf(it.getState()), FacetReason.valueOf(it.getReason()), it.getRaw()),
                Millis.time(it.getSince()));
    }
}
