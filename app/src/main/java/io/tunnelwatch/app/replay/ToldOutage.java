package io.tunnelwatch.app.replay;

import io.tunnelwatch.v1.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A problem of which somebody would have been told by one set of rules at least.
 *
 * @param alert an alert of it
 * @param since when it was first seen
 * @param until when it was seen to be over; null if it is not
 * @param asSet notices by the rules in force
 * @param tried notices by the other rules
 */
public record ToldOutage(Alert alert, Instant since, @Nullable Instant until, Told asSet, Told tried) {
    /**
     * The notices by one set of rules.
     *
     * @param first time of the first notice, which may be before the time in question; null if there is none
     * @param notices times of those in the time in question
     */
    public record Told(@Nullable Instant first, List<Instant> notices) {
        public Told {
            notices = List.copyOf(notices);
        }
    }

    /** The effect of the other rules. The names are public: the output of {@code replay} contains them. */
    public enum Difference {
        NOT_TOLD,
        LATER,
        EARLIER,
        NEWLY_TOLD,
        SAME
    }

    public Difference difference() {
        if (asSet.first() == null || tried.first() == null) {
            return tried.first() == null ? Difference.NOT_TOLD : Difference.NEWLY_TOLD;
        }
        int order = tried.first().compareTo(asSet.first());
        return order == 0 ? Difference.SAME : order > 0 ? Difference.LATER : Difference.EARLIER;
    }

    /** The delay of the first notice by the other rules, negative if it comes earlier; null if one of them has none. */
    public @Nullable Duration later() {
        return asSet.first() == null || tried.first() == null ? null : Duration.between(asSet.first(), tried.first());
    }

    /** The name of its connection; empty if it has none. */
    public String name() {
        return RuleTrial.name(alert);
    }

    public String target() {
        return RuleTrial.target(alert);
    }
}
