package io.tunnelwatch.sink.model;

import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Current content of the topics, in memory. One feed writes, many threads read. */
public final class ReadModel {
    private final Map<String, ConnectionView> connections = new ConcurrentSkipListMap<>();
    private final Map<String, Alert> alerts = new ConcurrentSkipListMap<>();
    private final Map<String, TargetProgress> targets = new ConcurrentSkipListMap<>();
    private final Intervals intervals = new Intervals();
    private final Configurations configurations = new Configurations();
    private final ConnectionChanges changes = new ConnectionChanges();
    private final PendingViewUpdates pendingUpdates = new PendingViewUpdates();
    private final GivenCommands commands = new GivenCommands(alerts);
    private final NoticeHistory notices = new NoticeHistory();
    private final AlertHistory alertHistory = new AlertHistory();
    private final Map<String, Instant> hiddenBefore = new HashMap<>();
    private final Past past =
            new Past(this, new PastConnections(connections, changes, intervals, hiddenBefore), alertHistory, intervals);
    private final Clock clock;
    private final LongSupplier nanos;
    private final AtomicLong viewVersion = new AtomicLong();
    private volatile boolean isCaughtUp = true;

    public ReadModel() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    /** @param nanos a monotonic clock, such as {@link System#nanoTime()} */
    public ReadModel(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * A model of a customer's own, which nobody can ask for anything else than what the customer may see. It is made from what is
     * known at this moment, and learns nothing new.
     */
    public ReadModel of(CustomerScope scope) {
        var visible = new ReadModel(clock, nanos);
        visible.isCaughtUp = isCaughtUp;
        new CustomerCopy(scope, parts(), visible.parts()).make(clock.instant().minus(Past.KEPT));
        return visible;
    }

    /** The parts of a model, which a copy for a customer reads and fills. */
    record Parts(
            Map<String, ConnectionView> connections,
            Map<String, Alert> alerts,
            Map<String, TargetProgress> targets,
            Map<String, Instant> hiddenBefore,
            Intervals intervals,
            Configurations configurations,
            ConnectionChanges changes,
            PendingViewUpdates pendingUpdates,
            GivenCommands commands,
            AlertHistory alertHistory) {}

    private Parts parts() {
        return new Parts(
                connections,
                alerts,
                targets,
                hiddenBefore,
                intervals,
                configurations,
                changes,
                pendingUpdates,
                commands,
                alertHistory);
    }

    /** Says that the records which follow are from the past: later ones may contradict them, so nothing is known yet. */
    void markCatchingUp() {
        isCaughtUp = false;
    }

    /** Returns whether the model has read its topics to their end. */
    public boolean isCaughtUp() {
        return isCaughtUp;
    }

    /** Says that the topics are read to their end: the records which follow arrive as they happen. */
    void markCaughtUp() {
        isCaughtUp = true;
        alertHistory.markKnownSince(clock.instant());
    }

    private ClockReading at(Instant time) {
        return new ClockReading(time, nanos.getAsLong(), isCaughtUp);
    }

    private ClockReading now() {
        return at(clock.instant());
    }

    public void put(String key, ConnectionView view) {
        ConnectionView before = connections.put(key, view);
        if (before != null && PendingViewUpdates.isBefore(view, before)) {
            pendingUpdates.fellBack(key, before, nanos.getAsLong());
        }
        pendingUpdates.viewed(key, view);
        viewVersion.incrementAndGet();
    }

    void removeConnection(String key) {
        connections.remove(key);
        notices.remove(NoticeFingerprints.ofConnection(key));
        configurations.remove(key);
        pendingUpdates.remove(key);
        viewVersion.incrementAndGet();
    }

    /** A number that is raised after each change of a connection's view, or of what the view lacks. */
    public long viewVersion() {
        return viewVersion.get();
    }

    public void put(Alert alert) {
        alerts.put(alert.getFingerprint(), alert);
        alertHistory.put(alert);
    }

    void removeAlert(String fingerprint) {
        alerts.remove(fingerprint);
        notices.remove(fingerprint);
        alertHistory.remove(fingerprint);
    }

    public Optional<Alert> alert(String fingerprint) {
        return Optional.ofNullable(alerts.get(fingerprint));
    }

    /**
     * Finds an incident of an alert.
     *
     * @param firedAt when it fired; empty for the newest one
     */
    public Optional<AlertIncident> incident(String fingerprint, Optional<Instant> firedAt) {
        List<Alert> steps = alertHistory.steps(fingerprint);
        return AlertIncident.find(steps, firedAt, steps.isEmpty() ? Instant.EPOCH : judgedAt(steps.get(0)));
    }

    /**
     * Time of the latest complete scan of an alert's target that was judged, as the records tell it: no clock has a part in it.
     */
    private Instant judgedAt(Alert it) {
        return target(it.getAccount(), it.getRegion())
                .flatMap(target -> Optional.ofNullable(target.judgedAt()))
                .orElse(Instant.EPOCH);
    }

    /** Time up to which everything about an alert is known. */
    public Instant knownUntil(Alert it) {
        Instant judged = judgedAt(it);
        return judged.isAfter(it.getUpdatedAt()) ? judged : it.getUpdatedAt();
    }

    public NoticeRecord put(Notification notification) {
        var notice = NoticeRecord.of(notification);
        notices.put(notice);
        notice.endedAcknowledgement()
                .ifPresent(it -> commands.acknowledgementEnded(
                        notice.fingerprint(),
                        it,
                        new AcknowledgementEnds.End(notice.at(), notice.isOfABreak(), notice.firedAt())));
        if (notice.isDecision() && notification.getAlert() != null) {
            alertHistory.put(notification.getAlert());
            alertHistory.markKnownSince(notice.at());
        }
        return notice;
    }

    public NoticeHistory notices() {
        return notices;
    }

    public GivenCommands commands() {
        return commands;
    }

    public void put(Interval interval) {
        intervals.put(interval);
    }

    public void put(String key, Transition transition) {
        changes.put(key, transition);
        pendingUpdates.put(key, transition, connections.get(key), nanos.getAsLong());
        viewVersion.incrementAndGet();
    }

    public TargetProgress put(Observation observation) {
        configurations.put(observation);
        return Objects.requireNonNull(targets.compute(
                target(observation), (name, before) -> TargetProgress.after(before, observation, now())));
    }

    public TargetProgress put(TargetView view) {
        return Objects.requireNonNull(
                targets.compute(target(view), (name, before) -> TargetProgress.after(before, view, now())));
    }

    void removeTarget(String key) {
        targets.remove(key);
    }

    /** Connections that have not been deleted. */
    public List<ConnectionView> connections() {
        return connections.values().stream()
                .filter(it -> it.getDeletedAt() == null)
                .toList();
    }

    /** Connections that were deleted after that time; they are kept for some days. */
    public List<ConnectionView> deletedSince(Instant since) {
        return connections.values().stream()
                .filter(it -> it.getDeletedAt() != null && it.getDeletedAt().isAfter(since))
                .toList();
    }

    /** Finds a connection by its whole key or by its id alone, also one that was deleted lately. */
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

    /** Targets that are not retired. */
    public List<TargetProgress> targets() {
        return targets.values().stream().filter(it -> !it.isRetired()).toList();
    }

    public Optional<TargetProgress> target(String account, String region) {
        return Optional.ofNullable(targets.get(account + "/" + region));
    }

    /** How everything was at earlier times. */
    public Past past() {
        return past;
    }

    public Intervals intervals() {
        return intervals;
    }

    public Optional<ConnectionSnapshot> configuration(ConnectionView it) {
        return configurations.of(key(it));
    }

    /** Transitions of the connection itself: created, deleted, configuration changed; oldest first. */
    public List<Transition> changes(ConnectionView it) {
        return changes.of(key(it));
    }

    /** The same by the connection's whole key, also of one that is gone. */
    public List<Transition> changes(String key) {
        return changes.of(key);
    }

    /** The oldest among the targets' latest complete scans that were judged: the model is complete up to then. */
    public Optional<Instant> asOf(Instant time) {
        ClockReading now = at(time);
        var watched = targets();
        // A target that is no longer polled would hold back all the others for ever.
        var polled = watched.stream().filter(it -> it.isPolled(now)).toList();
        var last = (polled.isEmpty() ? watched : polled)
                .stream().map(it -> it.lastComplete(now)).toList();
        return last.stream().allMatch(Optional::isPresent)
                ? last.stream().flatMap(Optional::stream).min(Comparator.naturalOrder())
                : Optional.empty();
    }

    /** Time until which everything is known about a target, at most now. */
    public Optional<Instant> lastComplete(TargetProgress it, Instant time) {
        return it.lastComplete(at(time));
    }

    /** The latest time until which everything is known about any target, at most now. */
    public Optional<Instant> latestComplete(Instant time) {
        ClockReading now = at(time);
        return targets().stream().flatMap(it -> it.lastComplete(now).stream()).max(Comparator.naturalOrder());
    }

    public boolean isStale(TargetProgress it, Instant time) {
        return it.isStale(at(time));
    }

    /** Returns whether the states of a target's connections are known now. */
    public boolean isKnown(String account, String region, Instant time) {
        return isCaughtUp
                && target(account, region).filter(it -> !isStale(it, time)).isPresent();
    }

    /** How far the clock of a target's poller is ahead; zero within the usual tolerance. */
    public Duration clockAhead(TargetProgress it) {
        return it.ahead();
    }

    /** Why a target is not known now; empty if it is known. */
    public Optional<TargetProgress.UnknownBecause> unknownBecause(TargetProgress it, Instant time) {
        return it.isRetired() ? Optional.empty() : it.unknownBecause(at(time));
    }

    /** Time since which the view of a connection lacks a transition; empty while the view follows. */
    public Optional<Instant> laggingSince(ConnectionView it) {
        if (!pendingUpdates.isAnyPending()) {
            return Optional.empty();
        }
        return pendingUpdates
                .overdue(key(it), it, this::targetOf, nanos.getAsLong())
                .map(PendingViewUpdates.PendingUpdate::notBefore);
    }

    /** Connections whose view lags behind their transitions, and for how long. */
    public Map<String, Duration> lagging() {
        var lagging = new TreeMap<String, Duration>();
        long now = nanos.getAsLong();
        for (String key : pendingUpdates.pending(connections::get)) {
            pendingUpdates
                    .overdue(key, connections.get(key), this::targetOf, now)
                    .ifPresent(it -> lagging.put(key, Duration.ofNanos(now - it.since())));
        }
        return lagging;
    }

    /** Returns whether the view of each connection has all transitions that were read. */
    public boolean isFollowed() {
        return pendingUpdates.pending(connections::get).isEmpty();
    }

    /** The target of a connection, by the connection's key; null if nothing is known of it. */
    private @Nullable TargetProgress targetOf(String key) {
        return targets.get(key.substring(0, Math.max(0, key.lastIndexOf('/'))));
    }

    static String key(ConnectionView it) {
        return it.getAccount() + "/" + it.getRegion() + "/" + it.getConnectionId();
    }

    /** A target's own transitions are keyed by the target. */
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
