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
 * Computes the history from transitions and hour ticks. Pure, so that the same log gives the same history wherever it is read.
 */
final class Historian {
    private static final Comparator<FacetMemory> FACETS =
            Comparator.comparing(FacetMemory::getEntity).thenComparing(FacetMemory::getFacet);

    private Historian() {}

    /**
     * Result of one step.
     *
     * @param next the state to store
     * @param intervals opened and closed, in order
     * @param hours an empty value retracts the hour published under its key
     */
    record HistoryStep(History next, List<Interval> intervals, List<Hour> hours) {}

    /** One hour of a facet, with its record key. */
    record Hour(String key, Instant end, String entity, Optional<HourlyAvailability> value) {}

    /** Applies a transition. */
    static HistoryStep after(History before, Transition it, long tickedUntil) {
        String facet = String.valueOf(it.getFacet());
        FacetMemory memory = before.getFacets().stream()
                .filter(known -> known.getEntity().equals(it.getEntity())
                        && known.getFacet().equals(facet))
                .findFirst()
                .orElse(null);
        var facetHistory = memory == null
                ? FacetHistory.empty(tickedUntil)
                : HistoryStateCodec.facetHistory(before, memory, tickedUntil);
        if (it.getFacet() == null || !facetHistory.apply(it)) {
            return new HistoryStep(before, List.of(), List.of());
        }
        var next = HistoryStateCodec.memory(it.getTunnelId(), it.getEntity(), facet, facetHistory);
        return new HistoryStep(
                with(before, memory, next),
                facetHistory.intervals(),
                AvailabilityRecords.of(before, next, facetHistory));
    }

    /** Completes every hour between two ticks of the target. */
    static HistoryStep hourTick(History before, long earlier, long now) {
        var kept = new ArrayList<FacetMemory>();
        var hours = new ArrayList<Hour>();
        for (FacetMemory memory : before.getFacets()) {
            var facetHistory = HistoryStateCodec.facetHistory(before, memory, earlier);
            facetHistory.hourTick(now);
            hours.addAll(AvailabilityRecords.of(before, memory, facetHistory));
            if (!facetHistory.isOver(now)) {
                kept.add(memory);
            }
        }
        return new HistoryStep(withFacets(before, kept), List.of(), hours);
    }

    /** All open intervals, as they were opened. */
    static List<Interval> open(History history) {
        return history.getFacets().stream()
                .flatMap(it -> Optional.ofNullable(HistoryStateCodec.open(history, it)).stream())
                .map(OngoingInterval::interval)
                .toList();
    }

    /** State of a target after an hour tick. */
    static History withTick(@Nullable History own, String target, long now) {
        int slash = target.indexOf('/');
        return new History(
                own == null ? target.substring(0, Math.max(0, slash)) : own.getAccount(),
                own == null ? target.substring(slash + 1) : own.getRegion(),
                null,
                now,
                own == null ? List.of() : own.getFacets());
    }

    static History empty(String account, String region, @Nullable String connectionId) {
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
