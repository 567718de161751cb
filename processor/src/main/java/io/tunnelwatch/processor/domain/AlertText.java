package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** The texts of alerts, written for a tired person. */
final class AlertText {
    /** The number of connections that a text names. */
    static final int NAMED = 5;

    private AlertText() {}

    static String firing(String subject, AlertKey key, AlertState.Published published) {
        return subject + " " + wrong(key, published) + since(published.onset()) + ".";
    }

    static String flapping(String subject, AlertKey key, AlertState.Published published) {
        return subject + " comes and goes: it " + wrong(key, published)
                + ", and has been so several times lately. You will not be told each time until it is calm.";
    }

    static String downWhileFlapping(String subject, AlertKey key, AlertState.Published published) {
        return subject + " came and went, and now stays down: it " + wrong(key, published) + since(published.onset())
                + ".";
    }

    static String calmAndStanding(String subject, AlertKey key, AlertState.Published published) {
        return subject + " does not come and go any more, but it still " + wrong(key, published)
                + since(published.onset()) + ".";
    }

    static String calmAndOver(String subject, AlertKey key) {
        return subject + " does not come and go any more; it " + right(key.rule()) + ".";
    }

    static String resolved(String subject, AlertKey key, Instant goodSince, Instant badSince) {
        return subject + " " + right(key.rule()) + " since " + time(goodSince) + ", after "
                + duration(badSince, goodSince) + ".";
    }

    static String deleted(String subject, Instant now) {
        return subject + " was deleted; seen gone at " + time(now) + ".";
    }

    /** The text of a retirement, which is no recovery: what became of the subject is unknown. */
    static String retired(String subject, Target target, Instant now) {
        String why = subject.equals(target.toString()) ? "it" : "its target " + target;
        return subject + " is not watched any more: " + why + " was retired at " + time(now) + ".";
    }

    /** The background of a drop: planned work, the networks affected, and possible causes. */
    static String background(Snapshot snapshot, AlertStep.Background background) {
        Context context = snapshot.context();
        String diagnosis = background.diagnosis();
        return (snapshot.isDropExpected() ? " It is being worked on (" + context.lifecycle() + ")." : "")
                + affected(context)
                + changed(background.recentChanges())
                + (diagnosis.isEmpty() ? "" : " The cloud's diagnosis: " + diagnosis + ".");
    }

    private static String affected(Context context) {
        return context.localSubnets().isEmpty() && context.remoteSubnets().isEmpty()
                ? ""
                : " Affects " + few(context.localSubnets()) + " <-> " + few(context.remoteSubnets()) + ".";
    }

    private static String changed(List<Change> changes) {
        return changes.isEmpty()
                ? ""
                : " Changed shortly before: "
                        + few(changes.stream()
                                .map(it -> it.path() + " from \"" + it.before() + "\" to \"" + it.after() + "\"")
                                .toList())
                        + ".";
    }

    private static String since(AlertPhase.Onset onset) {
        return onset.initial()
                ? ", and was so when first seen at " + time(onset.since())
                : " since " + time(onset.since()) + " (last seen well " + time(onset.notBefore()) + ")";
    }

    private static String wrong(AlertKey key, AlertState.Published published) {
        Reading reading = published.problem().reading();
        return switch (key.rule()) {
            case ConnectionDown -> "is down: " + reason(reading);
            case ConnectionDegraded -> "has lost redundancy: " + reading.raw();
            case BgpDown -> "has lost BGP on " + key.entity() + " (status \"" + reading.raw() + "\")";
            case HealthCheckFailed -> "fails its health check";
            case TargetStale ->
                reading.reason() == FacetReason.DELETIONS_HELD
                        ? "lists so many connections less at once (" + reading.raw()
                                + ") that none is taken for deleted"
                        : "cannot be seen: " + reason(reading);
            case GatewayDown ->
                "has lost " + published.members().size() + " connections at once (" + few(published.members())
                        + "), so it is down itself, or what lies behind it";
            case Summary ->
                "was looked at for the first time, and " + published.members().size() + " connections have an alert ("
                        + few(published.members()) + ")";
        };
    }

    private static String right(AlertRule rule) {
        return switch (rule) {
            case ConnectionDown -> "is up again";
            case ConnectionDegraded -> "has both tunnels again";
            case BgpDown -> "has BGP again";
            case HealthCheckFailed -> "passes its health check again";
            case TargetStale -> "is seen whole again";
            case GatewayDown -> "has its connections again";
            case Summary -> "has recovered from what was bad at first sight";
        };
    }

    private static String reason(Reading reading) {
        return switch (reading.reason()) {
            case PHASE1_NOT_ESTABLISHED -> "phase 1 (IKE) is not established";
            case PHASE2_PENDING -> "phase 1 stands, phase 2 (IPsec) is pending";
            case PHASE2_NOT_ESTABLISHED -> "phase 2 (IPsec) is not established";
            case ALL_TUNNELS_DOWN -> "no tunnel is up";
            case SCANS_FAILING -> "no complete look at it succeeds (" + reading.raw() + ")";
            case CREDENTIALS_REFUSED -> "the cloud refuses the credentials (" + reading.raw() + ")";
            case PERMISSION_REFUSED -> "the cloud denies permission (" + reading.raw() + ")";
            case POLLER_SILENT -> "no poller has been heard of";
            case UNKNOWN,
                    DELETIONS_HELD,
                    IPSEC_ESTABLISHED,
                    BGP_ESTABLISHED,
                    BGP_NOT_ESTABLISHED,
                    HEALTH_CHECK_PASSED,
                    HEALTH_CHECK_FAILED,
                    ALL_TUNNELS_UP,
                    SOME_TUNNELS_DOWN,
                    TUNNELS_NOT_SEEN,
                    SWITCHED_OFF,
                    STATUS_MISSING,
                    STATUS_NOT_RECOGNISED,
                    NOT_SEEN,
                    SCANS_COMPLETE,
                    SHARED_GATEWAY,
                    STORM -> "status \"" + reading.raw() + "\"";
        };
    }

    private static String few(List<String> all) {
        if (all.isEmpty()) {
            return "?";
        }
        String more = all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "";
        return all.stream().limit(NAMED).collect(Collectors.joining(", ")) + more;
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String duration(Instant from, Instant to) {
        long seconds = ChronoUnit.SECONDS.between(from, to);
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
