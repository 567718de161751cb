package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.FacetLabel;
import io.tunnelwatch.sink.model.Intervals;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The lanes of a timeline. What a later record says about the time after it is left out, so that a packet stays as it is. */
final class Lanes {
    /** The state of the connection comes before the facets of which it is made. */
    private static final Comparator<FacetKind> SERVICE_FIRST =
            Comparator.comparing((FacetKind it) -> it != FacetKind.SERVICE).thenComparing(Comparator.naturalOrder());

    /** The facets that are the state of a connection, in the order in which they count. */
    private static final List<FacetKind> STATES = List.of(FacetKind.SERVICE, FacetKind.REDUNDANCY, FacetKind.IPSEC);

    private final Intervals intervals;
    private final Instant from;
    private final Instant to;
    private final List<Packet.Lane> lanes = new ArrayList<>();

    Lanes(Intervals intervals, Instant from, Instant to) {
        this.intervals = intervals;
        this.from = from;
        this.to = to;
    }

    Bounded<Packet.Lane> all() {
        return Bounded.first(lanes, Limits.LANES);
    }

    void addAll(String entity, String name) {
        intervals.facets(entity).stream().sorted(SERVICE_FIRST).forEach(it -> add(entity, name, it));
    }

    /** Adds the one facet that stands for a connection. */
    void addState(String entity, String name) {
        var known = intervals.facets(entity);
        STATES.stream().filter(known::contains).findFirst().ifPresent(it -> add(entity, name, it));
    }

    /** Adds one facet, unless it was switched off all the time. */
    void add(String entity, String name, FacetKind facet) {
        List<TimelineInterval> all = intervals.between(entity, facet, from, to, Integer.MAX_VALUE).stream()
                .map(this::clipped)
                .toList();
        if (!all.stream().allMatch(it -> it.label().state() == FacetState.NOT_CONFIGURED)) {
            lanes.add(new Packet.Lane(entity, name, facet, Bounded.first(all, Limits.INTERVALS_OF_A_LANE)));
        }
    }

    private TimelineInterval clipped(TimelineInterval it) {
        if (it.to() != null && !it.to().isAfter(to)) {
            return it;
        }
        FacetLabel label = it.label();
        return new TimelineInterval(
                new FacetLabel(label.state(), label.reason(), label.raw(), null), it.from(), null, it.notBefore());
    }
}
