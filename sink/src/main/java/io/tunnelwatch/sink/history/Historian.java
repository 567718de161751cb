package io.tunnelwatch.sink.history;

import io.tunnelwatch.sink.state.FacetMemory;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What transitions and the passing of hours mean for history: pure, so that the same log gives the same history wherever it
 * is read.
 */
final class Historian {
    private static final Comparator<FacetMemory> FACETS =
            Comparator.comparing(FacetMemory::getEntity).thenComparing(FacetMemory::getFacet);

    private Historian() {}

    /**
     * What follows.
     *
     * @param next what to remember
     * @param intervals opened and closed, in order
     * @param hours an empty one takes back what was told under its key
     */
    record Told(History next, List<Interval> intervals, List<Hour> hours) {}

    /** An hour of a facet under its key. */
    record Hour(String key, Instant end, String entity, Optional<HourlyAvailability> value) {}

    /** Takes a transition in. */
    static Told after(History before, Transition it, long struck) {
        String facet = String.valueOf(it.getFacet());
        FacetMemory memory = before.getFacets().stream()
                .filter(known -> known.getEntity().equals(it.getEntity())
                        && known.getFacet().equals(facet))
                .findFirst()
                .orElse(null);
        var line = memory == null ? FacetLine.fresh(struck) : Memories.line(before, memory, struck);
        if (it.getFacet() == null || !line.take(it)) {
            return new Told(before, List.of(), List.of());
        }
        var next = Memories.memory(it.getTunnelId(), it.getEntity(), facet, line);
        return new Told(with(before, memory, next), line.intervals(), Hours.of(before, next, line));
    }

    /** Tells every hour between two strikes of the target's clock. */
    static Told struck(History before, long earlier, long now) {
        var kept = new ArrayList<FacetMemory>();
        var hours = new ArrayList<Hour>();
        for (FacetMemory memory : before.getFacets()) {
            var line = Memories.line(before, memory, earlier);
            line.strike(now);
            hours.addAll(Hours.of(before, memory, line));
            if (!line.isOver(now)) {
                kept.add(memory);
            }
        }
        return new Told(withFacets(before, kept), List.of(), hours);
    }

    /** Everything that is open, told again as it was opened. */
    static List<Interval> open(History history) {
        return history.getFacets().stream()
                .flatMap(it -> Optional.ofNullable(Memories.open(history, it)).stream())
                .map(Span::interval)
                .toList();
    }

    /** A target whose clock has struck. */
    static History striking(@Nullable History own, String target, long now) {
        int slash = target.indexOf('/');
        return new History(
                own == null ? target.substring(0, Math.max(0, slash)) : own.getAccount(),
                own == null ? target.substring(slash + 1) : own.getRegion(),
                null,
                now,
                own == null ? List.of() : own.getFacets());
    }

    static History blank(String account, String region, @Nullable String connectionId) {
        return new History(account, region, connectionId, 0L, List.of());
    }

    private static History with(History before, @Nullable FacetMemory old, FacetMemory next) {
        var facets = new ArrayList<>(before.getFacets());
        facets.remove(old);
        facets.add(next);
        facets.sort(FACETS);
        return withFacets(before, facets);
    }

    private static History withFacets(History before, List<FacetMemory> facets) {
        return new History(
                before.getAccount(), before.getRegion(), before.getConnectionId(), before.getStruckMillis(), facets);
    }
}
