package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All intervals, by entity and facet. One feed writes, many threads read. */
public final class Intervals {
    private final Map<String, Map<FacetKind, FacetTimeline>> entities = new ConcurrentHashMap<>();
    private final Map<FacetLabel, FacetLabel> labels = new ConcurrentHashMap<>();

    void put(Interval it) {
        put(
                it.getEntity(),
                it.getFacet(),
                it.getValidFrom().toEpochMilli(),
                it.getValidTo() == null ? FacetTimeline.OPEN : it.getValidTo().toEpochMilli(),
                it.getValidFromNotBefore().toEpochMilli(),
                FacetLabel.of(it));
    }

    void put(String entity, FacetKind facet, long from, long to, long notBefore, FacetLabel label) {
        entities.computeIfAbsent(entity, it -> Collections.synchronizedMap(new EnumMap<>(FacetKind.class)))
                .computeIfAbsent(facet, it -> new FacetTimeline())
                .put(from, to, notBefore, labels.computeIfAbsent(label, it -> it));
    }

    public boolean knows(String entity) {
        return entities.containsKey(entity);
    }

    /** The facets with known intervals. */
    public Collection<FacetKind> facets(String entity) {
        var timelines = entities.getOrDefault(entity, Map.of());
        synchronized (timelines) {
            return List.copyOf(timelines.keySet());
        }
    }

    /** Intervals that overlap a span, oldest first, at most {@code most}. */
    public List<TimelineInterval> between(String entity, FacetKind facet, Instant from, Instant to, int most) {
        FacetTimeline timeline = timeline(entity, facet);
        return timeline == null ? List.of() : timeline.between(from.toEpochMilli(), to.toEpochMilli(), most);
    }

    /**
     * Figures of a facet over a window.
     *
     * @param seen time until which an open interval is known to have lasted
     * @param planned the planned time of the window
     */
    public Figures figures(
            String entity, FacetKind facet, Instant from, Instant to, Instant seen, PlannedTime planned) {
        var tally = new Tally(from.toEpochMilli(), to.toEpochMilli(), planned);
        FacetTimeline timeline = timeline(entity, facet);
        if (timeline != null) {
            timeline.count(tally, from.toEpochMilli(), to.toEpochMilli(), seen.toEpochMilli());
        }
        return tally.figures();
    }

    public long size() {
        return entities.values().stream()
                .flatMap(it -> List.copyOf(it.values()).stream())
                .mapToLong(FacetTimeline::size)
                .sum();
    }

    void dropBefore(Instant horizon) {
        entities.values().forEach(it -> List.copyOf(it.values())
                .forEach(timeline -> timeline.dropBefore(horizon.toEpochMilli())));
    }

    Map<String, Map<FacetKind, FacetTimeline>> timelines() {
        return entities;
    }

    private @org.jspecify.annotations.Nullable FacetTimeline timeline(String entity, FacetKind facet) {
        var timelines = entities.get(entity);
        return timelines == null ? null : timelines.get(facet);
    }
}
