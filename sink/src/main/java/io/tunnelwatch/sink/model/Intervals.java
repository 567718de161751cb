package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

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

    /** Adds what others know of an entity from a time on. The timelines are theirs where nothing is left out. */
    void share(Intervals others, String entity, Instant since) {
        var all = others.entities.get(entity);
        if (all == null) {
            return;
        }
        var shared = Collections.synchronizedMap(new EnumMap<FacetKind, FacetTimeline>(FacetKind.class));
        synchronized (all) {
            all.forEach((facet, it) -> shared.put(facet, it.since(since.toEpochMilli())));
        }
        entities.put(entity, shared);
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

    /** The interval of a facet that contains a time. */
    public Optional<TimelineInterval> at(String entity, FacetKind facet, Instant time) {
        FacetTimeline timeline = timeline(entity, facet);
        return timeline == null ? Optional.empty() : Optional.ofNullable(timeline.at(time.toEpochMilli()));
    }

    /** Returns whether an entity ended at or before a time, and had not begun again by then. */
    boolean hasEndedBy(String entity, Instant time) {
        return facets(entity).stream().anyMatch(facet -> {
            FacetTimeline timeline = timeline(entity, facet);
            return timeline != null && timeline.hasEndedBy(time.toEpochMilli());
        });
    }

    /** The targets, which are the entities with a name of two parts. */
    List<String> targets() {
        return entities.keySet().stream()
                .filter(it -> it.indexOf('/') >= 0)
                .sorted()
                .toList();
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
            timeline.count(tally, from.toEpochMilli(), to.toEpochMilli(), seen.toEpochMilli(), FacetTimeline.OPEN);
        }
        return tally.figures();
    }

    /** The state of a connection over time; of a tunnel, its IPSEC. */
    public StateTimeline states(String entity) {
        return new StateTimeline(this, entity);
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

    @Nullable
    FacetTimeline timeline(String entity, FacetKind facet) {
        var timelines = entities.get(entity);
        return timelines == null ? null : timelines.get(facet);
    }
}
