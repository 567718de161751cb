package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertState.Published;
import io.tunnelwatch.processor.domain.facet.FacetId;
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
        FacetId facet = it.facet();
        var encoded = new io.tunnelwatch.v1.Transition();
        encoded.setTransitionId(it.id());
        encoded.setKind(TransitionKind.valueOf(it.kind().name()));
        encoded.setAccount(it.cause().target().account());
        encoded.setRegion(it.cause().target().region());
        encoded.setConnectionId(it.connectionId());
        encoded.setTunnelId(tunnel(it));
        encoded.setEntity(it.entity());
        encoded.setFacet(facet == null ? null : facet(facet.kind()));
        encoded.setFrom(value(it.from()));
        encoded.setTo(value(it.to()));
        encoded.setNotBefore(it.notBefore());
        encoded.setDetectedAt(it.cause().at());
        encoded.setAcrossGap(it.acrossGap());
        encoded.setOrder(order(it.cause().order()));
        encoded.setContext(context(it.connection()));
        encoded.setChanges(it.changes().stream().map(EventCodec::change).toList());
        return encoded;
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static Alert encode(AlertStep it) {
        Published published = it.published();
        Onset onset = published.onset();
        Problem problem = published.problem();
        var encoded = new Alert();
        encoded.setFingerprint(it.fingerprint());
        encoded.setStepId(it.id());
        encoded.setRule(AlertRule.valueOf(it.key().rule().name()));
        encoded.setSeverity(AlertSeverity.valueOf(problem.severity().name()));
        encoded.setStatus(AlertStatus.valueOf(it.status().name()));
        encoded.setActive(it.active());
        encoded.setAccount(it.cause().target().account());
        encoded.setRegion(it.cause().target().region());
        encoded.setConnectionId(it.connectionId());
        encoded.setTunnelId(tunnel(it));
        encoded.setEntity(it.entity());
        encoded.setFacet(it.facet() == null ? null : facet(it.facet()));
        encoded.setValue(value(problem.reading(), onset.since()));
        encoded.setSince(onset.since());
        encoded.setNotBefore(onset.notBefore());
        encoded.setFiredAt(published.firedAt());
        encoded.setUpdatedAt(it.cause().at());
        encoded.setResolvedAt(it.resolvedAt());
        encoded.setInitial(onset.initial());
        encoded.setInhibitedBy(published.inhibitedBy());
        encoded.setDecision(it.verdict().name());
        encoded.setSummary(it.text());
        encoded.setAdvice(it.advice());
        encoded.setDiagnosis(it.background().diagnosis());
        encoded.setRunbook(runbook(problem.reading().reason()));
        encoded.setMembers(published.members().stream().limit(MOST_MEMBERS).toList());
        encoded.setContext(context(it.connection()));
        encoded.setRecentChanges(
                it.background().recentChanges().stream().map(EventCodec::change).toList());
        encoded.setOrder(order(it.cause().order()));
        return encoded;
    }

    /** The view of a target's state. The time of its next scan is by the poller's own clock. */
    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    public static TargetView encode(TargetState it, Instant nextPollDue) {
        var encoded = new TargetView();
        encoded.setAccount(it.target().account());
        encoded.setRegion(it.target().region());
        encoded.setOrder(order(it.lastOrder()));
        encoded.setJudgedAt(it.now());
        encoded.setLastComplete(it.lastCompleteAt());
        encoded.setPollIntervalMillis(it.pollInterval().toMillis());
        encoded.setNextPollDue(nextPollDue);
        encoded.setConnections(it.connectionCount());
        encoded.setFreshness(value(it.freshness()));
        encoded.setRetiredAt(it.retiredAt());
        encoded.setPolledBy(it.polledBy());
        return encoded;
    }

    static String runbook(io.tunnelwatch.processor.domain.facet.FacetReason reason) {
        return "docs/runbook.md#" + reason.name().toLowerCase(Locale.ROOT);
    }

    /** The tunnel's id, if the entity is not the connection itself. */
    private static @Nullable String tunnel(Event it) {
        return it.connectionId() == null || it.connectionId().equals(it.entity()) ? null : it.entity();
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

    private static @Nullable ConnectionContext context(Event.@Nullable Connection of) {
        return of == null ? null : context(of.context());
    }

    private static ConnectionContext context(Context it) {
        return new ConnectionContext(
                it.name(),
                it.attachType(),
                it.vpnGatewayId(),
                it.customerGatewayIds(),
                it.transitRouterId(),
                it.lifecycle(),
                it.localSubnets(),
                it.remoteSubnets(),
                it.tags().stream().map(tag -> new Tag(tag.key(), tag.value())).toList());
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
