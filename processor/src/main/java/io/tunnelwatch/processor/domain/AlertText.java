package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The texts of the steps of an alert, written for a tired person: short sentences, the subject first. */
final class AlertText {
    private AlertText() {}

    static String firing(String subject, AlertKey key, AlertState.Published published) {
        return ProblemText.sentence(subject, key, published) + "." + began(published.onset());
    }

    /** The text of an alert that is good already, but not for long enough to resolve. */
    static String clearing(String subject, AlertKey key, AlertState.Published published, Instant goodSince) {
        return subject + " has counted as good since " + time(goodSince)
                + ", but not for long enough to resolve. Latest problem: " + ProblemText.problem(key, published) + "."
                + began(published.onset());
    }

    /** The text of an alert that keeps firing because its subject cannot be seen. */
    static String unseen(String subject, AlertKey key, AlertState.Published published) {
        return subject + " cannot be seen at present. Latest problem: " + ProblemText.problem(key, published) + "."
                + began(published.onset());
    }

    static String flapping(String subject, AlertKey key, AlertState.Published published) {
        return subject + " is flapping: it fails and recovers again and again. Latest problem: "
                + ProblemText.problem(key, published)
                + ". Until it is stable, single changes are not published.";
    }

    static String downWhileFlapping(String subject, AlertKey key, AlertState.Published published) {
        return firing(subject, key, published) + " It was flapping before, and is now bad without a break.";
    }

    /** The text of the end of flapping, after the text of the true state. */
    static String calm(String state) {
        return state + " It is not flapping any more.";
    }

    static String resolved(String ending, Instant goodSince, Instant badSince) {
        return ending + ". The problem was over at " + time(goodSince) + ", after " + duration(badSince, goodSince)
                + ".";
    }

    /** The text of an end without a recovery, so without a time of it. */
    static String over(String ending) {
        return ending + ".";
    }

    static String deleted(String subject, Instant now) {
        return subject + " was deleted. The deletion was seen at " + time(now) + ".";
    }

    /** The text of a retirement, which is no recovery: what became of the subject is unknown. */
    static String retired(String subject, Target target, AlertRule rule, Instant now) {
        boolean ofTarget = rule == AlertRule.TargetStale || rule == AlertRule.Summary;
        String why = ofTarget ? "it" : "its target " + target;
        return subject + " is not watched any more: " + why + " was retired at " + time(now) + ".";
    }

    /** The background of a problem: the tunnels at fault, planned work, the networks, and possible causes. */
    static String background(ConnectionState connection, AlertRule rule, AlertStep.Background background) {
        Context context = connection.snapshot().context();
        String diagnosis = background.diagnosis();
        boolean ofTunnels = rule == AlertRule.ConnectionDown || rule == AlertRule.ConnectionDegraded;
        return (ofTunnels ? ProblemText.tunnelsDown(connection) : "")
                + (connection.snapshot().isDropExpected()
                        ? " The cloud reports the life cycle \"" + context.lifecycle() + "\": a drop is expected."
                        : "")
                + networks(context)
                + changed(background.recentChanges())
                + (diagnosis.isEmpty() ? "" : " The cloud's diagnosis: " + diagnosis + ".");
    }

    private static String networks(Context context) {
        return networks(" Local networks: ", context.localSubnets())
                + networks(" Remote networks: ", context.remoteSubnets());
    }

    private static String networks(String which, List<String> networks) {
        return networks.isEmpty() ? "" : which + ProblemText.few(networks) + ".";
    }

    private static String changed(List<Change> changes) {
        return changes.isEmpty()
                ? ""
                : " Recent changes: "
                        + ProblemText.few(changes.stream()
                                .map(it -> it.path() + " from \"" + it.before() + "\" to \"" + it.after() + "\"")
                                .toList())
                        + ".";
    }

    /** When the problem began: the cloud does not say, so the text gives the two scans around it. */
    private static String began(AlertPhase.Onset onset) {
        String since = time(onset.since());
        String notBefore = time(onset.notBefore());
        if (onset.initial()) {
            return " It was already bad when first seen at " + since + ".";
        }
        return since.equals(notBefore)
                ? " It was first seen at " + since + "."
                : " It began between " + notBefore + " and " + since + ".";
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
