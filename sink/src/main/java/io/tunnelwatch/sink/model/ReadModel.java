package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** What the topics say now, in memory. Written by one feed, read by many. */
public final class ReadModel {
    private final Map<String, ConnectionView> connections = new ConcurrentSkipListMap<>();
    private final Map<String, Alert> alerts = new ConcurrentSkipListMap<>();
    private final Map<String, TargetFreshness> targets = new ConcurrentSkipListMap<>();
    private final Intervals intervals = new Intervals();
    private final Configurations configurations = new Configurations();
    private final Changes changes = new Changes();

    public void put(String key, ConnectionView view) {
        connections.put(key, view);
    }

    void removeConnection(String key) {
        connections.remove(key);
        configurations.remove(key);
    }

    public void put(Alert alert) {
        alerts.put(alert.getFingerprint(), alert);
    }

    void removeAlert(String fingerprint) {
        alerts.remove(fingerprint);
    }

    public void put(Interval interval) {
        intervals.put(interval);
    }

    public void put(String key, Transition transition) {
        changes.put(key, transition);
    }

    public TargetFreshness put(Observation observation) {
        configurations.put(observation);
        String target = observation.getAccount() + "/" + observation.getRegion();
        return Objects.requireNonNull(
                targets.compute(target, (name, before) -> TargetFreshness.after(before, observation)));
    }

    /** Those that have not been deleted. */
    public List<ConnectionView> connections() {
        return connections.values().stream()
                .filter(it -> it.getDeletedAt() == null)
                .toList();
    }

    /** Those that were deleted after that time and are still remembered, which they are for some days. */
    public List<ConnectionView> deletedSince(Instant since) {
        return connections.values().stream()
                .filter(it -> it.getDeletedAt() != null && it.getDeletedAt().isAfter(since))
                .toList();
    }

    /** By its whole key, or by its id alone; also one that was deleted not long ago. */
    public Optional<ConnectionView> connection(String idOrKey) {
        ConnectionView exact = connections.get(idOrKey);
        return exact != null
                ? Optional.of(exact)
                : connections.values().stream()
                        .filter(it -> it.getConnectionId().equals(idOrKey))
                        .findFirst();
    }

    public Collection<Alert> alerts() {
        return alerts.values();
    }

    public Collection<TargetFreshness> targets() {
        return targets.values();
    }

    public Optional<TargetFreshness> target(String account, String region) {
        return Optional.ofNullable(targets.get(account + "/" + region));
    }

    public Intervals intervals() {
        return intervals;
    }

    public Optional<ConnectionSnapshot> configuration(ConnectionView it) {
        return configurations.of(key(it));
    }

    /** Created, deleted, configured otherwise; oldest first. */
    public List<Transition> changes(ConnectionView it) {
        return changes.of(key(it));
    }

    /** The oldest of the latest complete scans: nothing here is newer than the worst of it. */
    public Optional<Instant> asOf() {
        if (targets.isEmpty() || targets.values().stream().anyMatch(it -> it.lastComplete() == null)) {
            return Optional.empty();
        }
        return targets.values().stream()
                .flatMap(it -> Optional.ofNullable(it.lastComplete()).stream())
                .min(Comparator.naturalOrder());
    }

    private static String key(ConnectionView it) {
        return it.getAccount() + "/" + it.getRegion() + "/" + it.getConnectionId();
    }
}
