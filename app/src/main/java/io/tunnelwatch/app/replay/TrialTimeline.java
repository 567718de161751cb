package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.Timeline;
import io.tunnelwatch.app.console.Timeline.Lane;
import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The picture of some alerts by one set of rules, or by two: the facet as it was seen, and below it each alert about it. */
public final class TrialTimeline {
    /** More alerts than fit on a screen are no picture. */
    private static final int MOST_ALERTS = 12;

    private final RuleTrial asSet;
    private final @Nullable RuleTrial tried;

    /** The subject of a lane of states. */
    private record Seen(ReplayLanes.@Nullable Aspect facet, String entity, String name) {
        static Seen of(Alert it) {
            return new Seen(RuleTrial.aspect(it), it.getEntity(), RuleTrial.name(it));
        }
    }

    public TrialTimeline(RuleTrial asSet, @Nullable RuleTrial tried) {
        this.asSet = asSet;
        this.tried = tried;
    }

    /** The picture of the first of these alerts, each of which may be given more than once. */
    public Timeline of(Collection<Alert> alerts, Instant from, Instant to) {
        var alertsOf = new LinkedHashMap<Seen, Set<ReplayLanes.Subject>>();
        var chosen = new LinkedHashSet<ReplayLanes.Subject>();
        var leftOut = new LinkedHashSet<ReplayLanes.Subject>();
        for (Alert it : alerts) {
            var subject = RuleTrial.subject(it);
            if (chosen.size() < MOST_ALERTS || chosen.contains(subject)) {
                chosen.add(subject);
                alertsOf.computeIfAbsent(Seen.of(it), unused -> new LinkedHashSet<>())
                        .add(subject);
            } else {
                leftOut.add(subject);
            }
        }
        var lanes = new ArrayList<Lane>();
        alertsOf.forEach((seen, subjects) -> add(lanes, seen, subjects, to));
        return new Timeline(from, to, lanes, leftOut.isEmpty() ? "" : "Not drawn: " + leftOut.size() + " more alerts.");
    }

    private void add(List<Lane> lanes, Seen seen, Set<ReplayLanes.Subject> subjects, Instant end) {
        BiFunction<RuleTrial, ReplayLanes.Subject, Lane> lane = (trial, subject) ->
                trial.lanes().alert(subject, "  " + subject.rule() + suffix(trial, seen, subject), end);
        if (seen.facet() != null) {
            lanes.add(asSet.lanes().facet(seen.facet(), seen.name(), end));
        }
        for (ReplayLanes.Subject it : subjects) {
            lanes.add(lane.apply(asSet, it));
            if (tried != null) {
                lanes.add(lane.apply(tried, it));
            }
        }
    }

    /** A group has no lane of states that would name it. */
    private String suffix(RuleTrial trial, Seen seen, ReplayLanes.Subject subject) {
        String rules = tried == null ? "" : trial.equals(tried) ? ", tried" : ", as set";
        return rules + (seen.facet() == null ? " " + subject.entity() : "");
    }
}
