package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Converts published events to Avro. */
public final class EventCodec {
    /** More members are of no use to a reader; the summary gives their true number. */
    private static final int MOST_MEMBERS = 500;

    private EventCodec() {}

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static io.tunnelwatch.v1.Transition encode(Transition it) {
        var encoded = new io.tunnelwatch.v1.Transition();
        encoded.setTransitionId(it.id());
        encoded.setKind(TransitionKind.valueOf(it.kind().name()));
        encoded.setAccount(it.target().account());
        encoded.setRegion(it.target().region());
        encoded.setConnectionId(it.connectionId());
        encoded.setTunnelId(
                tunnel(it.connectionId(), it.facet() == null ? null : it.facet().entity()));
        encoded.setEntity(entity(it));
        encoded.setFacet(it.facet() == null ? null : facet(it.facet().kind()));
        encoded.setFrom(value(it.from()));
        encoded.setTo(value(it.to()));
        encoded.setNotBefore(it.notBefore());
        encoded.setDetectedAt(it.detectedAt());
        encoded.setAcrossGap(it.isAcrossGap());
        encoded.setOrder(order(it.order()));
        encoded.setContext(context(it.context()));
        encoded.setChanges(it.changes().stream().map(EventCodec::change).toList());
        return encoded;
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static Alert encode(AlertStep it) {
        var encoded = new Alert();
        encoded.setFingerprint(it.fingerprint());
        encoded.setStepId(it.stepId());
        encoded.setRule(AlertRule.valueOf(it.key().rule().name()));
        encoded.setSeverity(AlertSeverity.valueOf(it.trouble().severity().name()));
        encoded.setStatus(AlertStatus.valueOf(it.status().name()));
        encoded.setActive(it.isActive());
        encoded.setAccount(it.target().account());
        encoded.setRegion(it.target().region());
        encoded.setConnectionId(it.connectionId());
        encoded.setTunnelId(tunnel(it.connectionId(), it.key().entity()));
        encoded.setEntity(it.key().entity());
        encoded.setFacet(it.facet() == null ? null : facet(it.facet()));
        encoded.setValue(value(it.trouble().reading(), it.onset().since()));
        encoded.setSince(it.onset().since());
        encoded.setNotBefore(it.onset().notBefore());
        encoded.setFiredAt(it.firedAt());
        encoded.setUpdatedAt(it.updatedAt());
        encoded.setResolvedAt(it.resolvedAt());
        encoded.setInitial(it.onset().initial());
        encoded.setInhibitedBy(it.inhibitedBy());
        encoded.setDecision(it.verdict().name());
        encoded.setSummary(it.summary());
        encoded.setAdvice(it.advice());
        encoded.setDiagnosis(it.diagnosis());
        encoded.setRunbook(runbook(it.trouble().reading().reason()));
        encoded.setMembers(it.members().stream().limit(MOST_MEMBERS).toList());
        encoded.setContext(context(it.context()));
        encoded.setRecentChanges(
                it.recentChanges().stream().map(EventCodec::change).toList());
        encoded.setOrder(order(it.order()));
        return encoded;
    }

    /** The view of a target's state. The time of its next scan is by the poller's own clock. */
    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static TargetView encode(TargetState it, Instant nextPollDue) {
        var encoded = new TargetView();
        encoded.setAccount(it.target().account());
        encoded.setRegion(it.target().region());
        encoded.setOrder(order(it.last()));
        encoded.setJudgedAt(it.now());
        encoded.setLastComplete(it.lastComplete());
        encoded.setPollIntervalMillis(it.pollInterval().toMillis());
        encoded.setNextPollDue(nextPollDue);
        encoded.setConnections(it.connections());
        encoded.setFreshness(value(it.freshness()));
        encoded.setRetiredAt(it.retiredAt());
        encoded.setPolledBy(it.polledBy());
        return encoded;
    }

    static String runbook(io.tunnelwatch.processor.domain.facet.FacetReason reason) {
        return "docs/runbook.md#" + reason.name().toLowerCase(Locale.ROOT);
    }

    private static String entity(Transition it) {
        if (it.facet() != null) {
            return it.facet().entity();
        }
        return it.connectionId() == null ? it.target().toString() : it.connectionId();
    }

    /** The tunnel's id, if the entity is not the connection itself. */
    private static @Nullable String tunnel(@Nullable String connectionId, @Nullable String entity) {
        return connectionId == null || connectionId.equals(entity) ? null : entity;
    }

    static io.tunnelwatch.v1.FacetKind facet(FacetKind kind) {
        return io.tunnelwatch.v1.FacetKind.valueOf(kind.name());
    }

    private static io.tunnelwatch.v1.@Nullable FacetValue value(@Nullable FacetValue it) {
        return it == null ? null : value(it.reading(), it.since());
    }

    private static io.tunnelwatch.v1.FacetValue value(Reading it, Instant since) {
        return new io.tunnelwatch.v1.FacetValue(
                FacetState.valueOf(it.state().name()),
                FacetReason.valueOf(it.reason().name()),
                it.raw(),
                since);
    }

    private static io.tunnelwatch.v1.Order order(Order it) {
        return new io.tunnelwatch.v1.Order(it.epoch(), it.scan(), it.index());
    }

    private static @Nullable ConnectionContext context(@Nullable Context it) {
        return it == null
                ? null
                : new ConnectionContext(
                        it.name(),
                        it.attachType(),
                        it.vpnGatewayId(),
                        it.customerGatewayIds(),
                        it.transitRouterId(),
                        it.lifecycle(),
                        it.localSubnets(),
                        it.remoteSubnets(),
                        it.tags().stream()
                                .map(tag -> new Tag(tag.key(), tag.value()))
                                .toList());
    }

    private static ConfigurationChange change(Change it) {
        int dot = it.path().indexOf('.');
        boolean ofTunnel = it.path().startsWith("tun-") && dot > 0;
        return new ConfigurationChange(
                ofTunnel ? it.path().substring(0, dot) : null,
                ofTunnel ? it.path().substring(dot + 1) : it.path(),
                it.before(),
                it.after());
    }
}
