package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.FacetKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a connection over time: SERVICE since it is read. Before, earlier versions had one of two other facets for it,
 * by the number of tunnels; they know nothing of lost routes, so that time looks better than it may have been.
 */
public final class StateTimeline {
    /** The facets before SERVICE. A tunnel has no SERVICE: its state is IPSEC. */
    private static final List<FacetKind> EARLIER = List.of(FacetKind.IPSEC, FacetKind.REDUNDANCY);

    private final Intervals intervals;
    private final String entity;
    private final @Nullable FacetTimeline service;

    StateTimeline(Intervals intervals, String entity) {
        this.intervals = intervals;
        this.entity = entity;
        this.service = intervals.timeline(entity, FacetKind.SERVICE);
    }

    /** The time at which SERVICE takes over from an earlier facet; empty if none is known before it, or SERVICE is not. */
    public Optional<Instant> serviceSince() {
        long since = service == null ? FacetTimeline.OPEN : service.beginning();
        return since != FacetTimeline.OPEN && earlier().stream().anyMatch(it -> it.beginning() < since)
                ? Optional.of(Instant.ofEpochMilli(since))
                : Optional.empty();
    }

    private List<FacetTimeline> earlier() {
        var found = new ArrayList<FacetTimeline>();
        for (FacetKind it : EARLIER) {
            FacetTimeline timeline = intervals.timeline(entity, it);
            if (timeline != null) {
                found.add(timeline);
            }
        }
        return found;
    }

    /** Intervals that overlap a span, oldest first, at most {@code most} of each facet. */
    public List<TimelineInterval> between(Instant from, Instant to, int most) {
        long end = to.toEpochMilli();
        long splice = service == null ? end : Math.min(end, service.beginning());
        var found = new ArrayList<TimelineInterval>();
        earlier().forEach(it -> it.between(from.toEpochMilli(), splice, most).stream()
                .map(span -> service == null ? span : span.until(Instant.ofEpochMilli(service.beginning())))
                .forEach(found::add));
        if (service != null) {
            found.addAll(service.between(from.toEpochMilli(), end, most));
        }
        found.sort(Comparator.comparing(TimelineInterval::from));
        return found;
    }

    /**
     * Figures over a window. An outage that lasts across the beginning of SERVICE is one outage.
     *
     * @param seen time until which an open interval is known to have lasted
     * @param planned the planned time of the window
     */
    public Figures figures(Instant from, Instant to, Instant seen, PlannedTime planned) {
        long begin = from.toEpochMilli();
        long end = to.toEpochMilli();
        long splice = service == null ? Long.MAX_VALUE : service.beginning();
        Tally current = new Tally(begin, end, planned);
        Figures sum = Figures.NONE;
        for (FacetTimeline it : earlier()) {
            boolean isTakenOver = service != null && it.isKnownAt(splice);
            Tally tally = isTakenOver ? current : new Tally(begin, end, planned);
            it.count(tally, begin, end, seen.toEpochMilli(), splice);
            sum = isTakenOver ? sum : sum.plus(tally.figures());
        }
        if (service != null) {
            service.count(current, begin, end, seen.toEpochMilli(), Long.MAX_VALUE);
            sum = sum.plus(current.figures());
        }
        return sum;
    }
}
