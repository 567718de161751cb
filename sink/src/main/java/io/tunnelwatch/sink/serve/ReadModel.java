package io.tunnelwatch.sink.serve;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the topics say now, in memory. Written by one feed, read by many. */
final class ReadModel {
    private final Map<String, ConnectionView> connections = new ConcurrentSkipListMap<>();
    private final Map<String, Alert> alerts = new ConcurrentSkipListMap<>();
    private final Map<String, TargetFreshness> targets = new ConcurrentSkipListMap<>();
    private final Map<String, TreeMap<String, Interval>> intervals = new ConcurrentSkipListMap<>();

    void put(String key, ConnectionView view) {
        connections.put(key, view);
    }

    void removeConnection(String key) {
        connections.remove(key);
    }

    void put(Alert alert) {
        alerts.put(alert.getFingerprint(), alert);
    }

    void removeAlert(String fingerprint) {
        alerts.remove(fingerprint);
    }

    void put(Interval interval) {
        intervals.compute(interval.getEntity(), (entity, known) -> {
            var next = known == null ? new TreeMap<String, Interval>() : known;
            synchronized (next) {
                next.put(interval.getIntervalId(), interval);
            }
            return next;
        });
    }

    TargetFreshness put(Observation observation) {
        String target = observation.getAccount() + "/" + observation.getRegion();
        return java.util.Objects.requireNonNull(
                targets.compute(target, (name, before) -> TargetFreshness.after(before, observation)));
    }

    /** Those that have not been deleted. */
    List<ConnectionView> connections() {
        return connections.values().stream()
                .filter(it -> it.getDeletedAt() == null)
                .toList();
    }

    Collection<Alert> alerts() {
        return alerts.values();
    }

    Collection<TargetFreshness> targets() {
        return targets.values();
    }

    Optional<TargetFreshness> target(String account, String region) {
        return Optional.ofNullable(targets.get(account + "/" + region));
    }

    boolean knows(String entity) {
        return intervals.containsKey(entity);
    }

    /** Those of an entity that touch a span, oldest first. */
    List<Interval> intervals(String entity, Instant from, Instant to) {
        var known = intervals.get(entity);
        if (known == null) {
            return List.of();
        }
        List<Interval> copy;
        synchronized (known) {
            copy = new ArrayList<>(known.values());
        }
        return copy.stream()
                .filter(it -> it.getValidFrom().isBefore(to))
                .filter(it -> it.getValidTo() == null || it.getValidTo().isAfter(from))
                .sorted(Comparator.comparing(Interval::getValidFrom)
                        .thenComparing(Interval::getFacet)
                        .thenComparing(Interval::getIntervalId))
                .toList();
    }

    /** The oldest of the latest complete scans: nothing here is newer than the worst of it. */
    Optional<Instant> asOf() {
        if (targets.isEmpty() || targets.values().stream().anyMatch(it -> it.lastComplete() == null)) {
            return Optional.empty();
        }
        return targets.values().stream()
                .flatMap(it -> Optional.ofNullable(it.lastComplete()).stream())
                .min(Comparator.naturalOrder());
    }
}
