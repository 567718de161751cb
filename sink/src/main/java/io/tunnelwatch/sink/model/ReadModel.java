package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the topics say now, in memory. Written by one feed, read by many. */
public final class ReadModel {
    private final Map<String, ConnectionView> connections = new ConcurrentSkipListMap<>();
    private final Map<String, Alert> alerts = new ConcurrentSkipListMap<>();
    private final Map<String, TargetFreshness> targets = new ConcurrentSkipListMap<>();
    private final Intervals intervals = new Intervals();
    private final Configurations configurations = new Configurations();
    private final Changes changes = new Changes();
    private final Awaited awaited = new Awaited();
    private final Clock clock;
    private final LongSupplier nanos;
    private volatile boolean isLive = true;

    public ReadModel() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** @param nanos a clock that nobody sets, as {@link System#nanoTime()} is */
    public ReadModel(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** What comes from now on is read from the past: later records may say otherwise, so that nothing is known yet. */
    void readThePast() {
        isLive = false;
    }

    /** Whether it holds what the topics say now. */
    public boolean isLive() {
        return isLive;
    }

    /** What comes from now on comes as it happens. */
    void goLive() {
        isLive = true;
    }

    private Moment at(Instant time) {
        return new Moment(time, nanos.getAsLong(), isLive);
    }

    private Moment now() {
        return at(clock.instant());
    }

    public void put(String key, ConnectionView view) {
        ConnectionView before = connections.put(key, view);
        if (before != null && Awaited.isBefore(view, before)) {
            awaited.fellBack(key, before, nanos.getAsLong());
        }
        awaited.viewed(key, view);
    }

    void removeConnection(String key) {
        connections.remove(key);
        configurations.remove(key);
        awaited.remove(key);
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
        awaited.put(key, transition, connections.get(key), nanos.getAsLong());
    }

    public TargetFreshness put(Observation observation) {
        configurations.put(observation);
        return Objects.requireNonNull(targets.compute(
                target(observation), (name, before) -> TargetFreshness.after(before, observation, now())));
    }

    public TargetFreshness put(TargetView view) {
        return Objects.requireNonNull(
                targets.compute(target(view), (name, before) -> TargetFreshness.after(before, view, now())));
    }

    void removeTarget(String key) {
        targets.remove(key);
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

    /** Those that are watched. */
    public List<TargetFreshness> targets() {
        return targets.values().stream().filter(it -> !it.isRetired()).toList();
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

    /** The oldest of the latest complete scans that were judged: nothing here is newer than the worst of it. */
    public Optional<Instant> asOf(Instant time) {
        Moment now = at(time);
        var watched = targets();
        // One that nobody asks about any more would hold back all the others for ever.
        var polled = watched.stream().filter(it -> it.isPolled(now)).toList();
        var last = (polled.isEmpty() ? watched : polled)
                .stream().map(it -> it.lastComplete(now)).toList();
        return last.stream().allMatch(Optional::isPresent)
                ? last.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** Until when everything is known about a target, and at most now. */
    public Optional<Instant> lastComplete(TargetFreshness it, Instant time) {
        return it.lastComplete(at(time));
    }

    public boolean isStale(TargetFreshness it, Instant time) {
        return it.isStale(at(time));
    }

    /** By how much a target's poller lives in the future; zero for what is usual. */
    public Duration clockAhead(TargetFreshness it) {
        return it.ahead();
    }

    /** What keeps a target from being known. */
    public Optional<TargetFreshness.Trouble> trouble(TargetFreshness it, Instant time) {
        return it.isRetired() ? Optional.empty() : it.trouble(at(time));
    }

    /** Since when the view of a connection lacks what has happened to it; empty while it follows as it should. */
    public Optional<Instant> lacking(ConnectionView it) {
        return awaited.overdue(key(it), it, this::targetOf, nanos.getAsLong()).map(Awaited.Awaiting::notBefore);
    }

    /** Every connection whose view does not follow what happens to it, and for how long that has been known. */
    public Map<String, Duration> lagging() {
        var lagging = new TreeMap<String, Duration>();
        long now = nanos.getAsLong();
        for (String key : awaited.pending(connections::get)) {
            awaited.overdue(key, connections.get(key), this::targetOf, now)
                    .ifPresent(it -> lagging.put(key, Duration.ofNanos(now - it.since())));
        }
        return lagging;
    }

    /** The target of a connection, by the key of the connection; null if nothing was heard of it. */
    private @Nullable TargetFreshness targetOf(String key) {
        return targets.get(key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    }

    static String key(ConnectionView it) {
        return it.getAccount() + "/" + it.getRegion() + "/" + it.getConnectionId();
    }

    /** A target's own transitions are filed under the target. */
    static String key(Transition it) {
        String target = it.getAccount() + "/" + it.getRegion();
        return it.getConnectionId() == null ? target : target + "/" + it.getConnectionId();
    }

    static String target(TargetView it) {
        return it.getAccount() + "/" + it.getRegion();
    }

    static String target(Observation it) {
        return it.getAccount() + "/" + it.getRegion();
    }
}
