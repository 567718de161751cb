package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an alert is over. Only the first is a recovery: the text of an end claims no more than was seen. */
enum AlertEnding {
    RECOVERED,
    /** The operator has declared the problem normal. */
    DECLARED_NORMAL,
    /** What was checked is switched off. */
    SWITCHED_OFF,
    /** What was checked does not exist any more. */
    CONFIGURATION_CHANGED,
    /** No tunnel is left that could be redundant; ConnectionDown covers that. */
    WHOLLY_DOWN,
    /** Bad again, but not for long enough; only after flapping. */
    BAD_AGAIN,
    UNKNOWN;

    /** @param reading current reading of the alert's facet; null for a group alert and for an alert about a target */
    static AlertEnding of(AlertRule rule, AlertProgress.Outcome outcome, @Nullable Reading reading) {
        if (outcome.verdict() == Verdict.CONFIGURATION_CHANGED) {
            return CONFIGURATION_CHANGED;
        }
        if (outcome.alert().isBad()) {
            return BAD_AGAIN;
        }
        if (reading == null) {
            return RECOVERED;
        }
        return switch (reading.state()) {
            case UP -> RECOVERED;
            case DEGRADED -> rule == AlertRule.ConnectionDown ? RECOVERED : DECLARED_NORMAL;
            case DOWN -> rule == AlertRule.ConnectionDegraded ? WHOLLY_DOWN : DECLARED_NORMAL;
            case NOT_CONFIGURED -> SWITCHED_OFF;
            case UNKNOWN -> UNKNOWN;
        };
    }

    /**
     * The text of the end, as a sentence without its full stop.
     *
     * @param reading current reading of the alert's facet
     * @param notUp names of the members of a group alert that are not up now
     */
    String text(
            String subject,
            AlertKey key,
            AlertState.Published published,
            @Nullable Reading reading,
            List<String> notUp) {
        return subject
                + (switch (this) {
                    case RECOVERED -> recovered(key, published, reading, notUp);
                    case DECLARED_NORMAL -> " still has the problem, and the setting alerts.local declares it normal";
                    case SWITCHED_OFF ->
                        key.rule() == AlertRule.BgpDown
                                ? " has BGP switched off now" + on(key)
                                : " has its health check switched off now";
                    case CONFIGURATION_CHANGED ->
                        " was reconfigured: what this alert was about does not exist any more";
                    case WHOLLY_DOWN -> " has no tunnel up now: the alert ConnectionDown covers that";
                    case BAD_AGAIN -> " is bad at present, but not for long enough to alert";
                    case UNKNOWN -> " cannot be seen at present: its state is unknown";
                });
    }

    private static String recovered(
            AlertKey key, AlertState.Published published, @Nullable Reading reading, List<String> notUp) {
        return switch (key.rule()) {
            case ConnectionDown ->
                " is up again"
                        + (reading != null && reading.reason() == FacetReason.SOME_TUNNELS_DOWN
                                ? " (" + reading.raw() + ")"
                                : "");
            case ConnectionDegraded -> " has redundancy again: all its tunnels are up";
            case BgpDown -> " has its BGP session again" + on(key);
            case HealthCheckFailed -> " passes its health check again";
            case TargetStale ->
                published.problem().reading().reason() == FacetReason.DELETIONS_HELD
                        ? " has no missing connections any more: they are back, or their deletion is proved"
                        : " is scanned completely again";
            case GatewayDown -> gateway(published.members().size(), notUp);
            case Summary -> " has no alert left from its first scan";
        };
    }

    private static String gateway(int members, List<String> notUp) {
        return " is no longer the suspected cause"
                + (notUp.isEmpty()
                        ? ": the " + members + " connections of this alert are up again or deleted"
                        : ". Of the " + members + " connections of this alert, these are not up now: "
                                + ProblemText.few(notUp)
                                + ". Each of them is muted or unknown, or gets an alert of its own");
    }

    /** The tunnel, if the alert is about one. */
    private static String on(AlertKey key) {
        return key.entity().startsWith("tun-") ? " on " + key.entity() : "";
    }
}
