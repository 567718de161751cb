package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.Timeline.Ink;
import io.tunnelwatch.app.console.Timeline.Lane;
import io.tunnelwatch.app.console.Timeline.Span;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a timeline, collected from decisions: the states of each facet as they were seen, and for each alert when it was
 * held, when it fired, and when a notice of it was sent.
 */
public final class ReplayLanes {
    private final Map<Aspect, Track> facets = new TreeMap<>();
    private final Map<Subject, Track> holds = new TreeMap<>();
    private final Map<Subject, Track> alerts = new TreeMap<>();
    private final Map<Subject, List<Span>> notices = new TreeMap<>();

    /** A facet of a target's entity. An imported target may have the ids of another. */
    public record Aspect(String target, FacetId facet) implements Comparable<Aspect> {
        @Override
        public int compareTo(Aspect other) {
            int byFacet = facet.compareTo(other.facet);
            return byFacet != 0 ? byFacet : target.compareTo(other.target);
        }
    }

    /** An alert about a target's entity. */
    public record Subject(String target, String entity, AlertRule rule) implements Comparable<Subject> {
        private static final Comparator<Subject> ORDER = Comparator.comparing(Subject::entity)
                .thenComparing(Subject::rule)
                .thenComparing(Subject::target);

        static Subject of(AlertStep it) {
            return new Subject(
                    it.cause().target().toString(), it.entity(), it.key().rule());
        }

        @Override
        public int compareTo(Subject other) {
            return ORDER.compare(this, other);
        }
    }

    /** A succession of spans, of which the last may be open. */
    private static final class Track {
        private final List<Span> ended = new ArrayList<>();
        private @Nullable Instant since;
        private @Nullable Ink ink;

        void is(@Nullable Ink next, Instant at) {
            if (next == ink) {
                return;
            }
            if (since != null && ink != null && at.isAfter(since)) {
                ended.add(new Span(since, at, ink));
            }
            since = next == null ? null : at;
            ink = next;
        }

        List<Span> until(Instant end) {
            var spans = new ArrayList<>(ended);
            if (since != null && ink != null && end.isAfter(since)) {
                spans.add(new Span(since, end, ink));
            }
            return spans;
        }
    }

    void seen(Transition it) {
        FacetId facet = it.facet();
        if (facet != null) {
            FacetValue to = it.to();
            // Of a gap, the transition comes when the gap is noticed, and its value tells from when on nothing was
            // seen.
            track(facets, new Aspect(it.cause().target().toString(), facet))
                    .is(
                            to == null ? null : ink(to.state()),
                            to == null ? it.cause().at() : to.since());
        }
    }

    void judged(Decision.NotedVerdict it, Target target, Instant now) {
        AlertRule rule = it.rule();
        if (rule != null) {
            track(holds, new Subject(target.toString(), it.subject(), rule))
                    .is(it.verdict() == Verdict.HELD ? Ink.HELD : null, now);
        }
    }

    void stepped(AlertStep it) {
        track(alerts, Subject.of(it))
                .is(it.active() ? Ink.FIRING : null, it.cause().at());
    }

    /** Adds a notice that was sent, or would have been. */
    void told(Subject alert, Instant at) {
        notices.computeIfAbsent(alert, unused -> new ArrayList<>()).add(Span.moment(at, Ink.SENT));
    }

    private static <K> Track track(Map<K, Track> tracks, K key) {
        return tracks.computeIfAbsent(key, unused -> new Track());
    }

    private static @Nullable Ink ink(FacetState state) {
        return switch (state) {
            case UP -> Ink.UP;
            case DEGRADED -> Ink.DEGRADED;
            case DOWN -> Ink.DOWN;
            case UNKNOWN -> Ink.UNKNOWN;
            case NOT_CONFIGURED -> null;
        };
    }

    /** The lines of all facets that are configured, and of all alerts about which there is anything to see. */
    List<Lane> all(Instant end) {
        var lanes = new ArrayList<Lane>();
        facets.keySet().forEach(it -> lanes.add(facet(it, "", end)));
        subjects().forEach(it -> lanes.add(alert(it, it.rule() + " " + it.entity(), end)));
        lanes.removeIf(it -> it.spans().isEmpty());
        return lanes;
    }

    private Set<Subject> subjects() {
        var all = new TreeSet<>(holds.keySet());
        all.addAll(alerts.keySet());
        all.addAll(notices.keySet());
        return all;
    }

    /** The states of a facet. */
    Lane facet(Aspect it, String name, Instant end) {
        FacetId facet = it.facet();
        return new Lane(facet.kind() + " " + facet.entity() + (name.isEmpty() ? "" : " " + name), states(it, end));
    }

    List<Span> states(Aspect it, Instant end) {
        return spans(facets, it, end);
    }

    /** The life of an alert. */
    Lane alert(Subject it, String label, Instant end) {
        var spans = new ArrayList<>(spans(holds, it, end));
        spans.addAll(spans(alerts, it, end));
        spans.addAll(notices.getOrDefault(it, List.of()));
        return new Lane(label, spans);
    }

    private static <K> List<Span> spans(Map<K, Track> tracks, K key, Instant end) {
        Track track = tracks.get(key);
        return track == null ? List.of() : track.until(end);
    }
}
