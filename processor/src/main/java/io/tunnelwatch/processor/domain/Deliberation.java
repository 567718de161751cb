package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Decision.Finding;
import io.tunnelwatch.processor.domain.Transition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The working sheet of one decision. It lives as long as the decision takes; nothing outside sees it half done. */
final class Deliberation {
    private final Rules rules;
    private final Memory memory;
    private final Target target;
    private final Order order;
    private final Instant now;
    private final TreeMap<String, ConnectionState> changed = new TreeMap<>();
    private final TreeSet<String> forgotten = new TreeSet<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeSet<String> running;
    private final Instant began;
    private final boolean gap;
    private Duration pollInterval;
    private @Nullable Instant lastComplete;
    private int connections;
    private long digest;
    private boolean outOfSight;
    private @Nullable FacetValue freshness;
    private @Nullable AlertState stale;

    Deliberation(Rules rules, @Nullable TargetState state, Memory memory, Observation observation) {
        this.rules = rules;
        this.memory = memory;
        this.target = observation.target();
        this.order = observation.order();
        this.pollInterval = observation.pollInterval();
        if (state == null) {
            this.now = observation.observedAt();
            this.began = now;
            this.running = new TreeSet<>();
            this.gap = false;
            return;
        }
        // Pollers keep it from running backwards; should one not, time stands still rather than run back.
        this.now = observation.observedAt().isBefore(state.now()) ? state.now() : observation.observedAt();
        this.began = state.began();
        this.running = new TreeSet<>(state.running());
        this.lastComplete = state.lastComplete();
        this.connections = state.connections();
        this.digest = state.digest();
        this.outOfSight = state.outOfSight();
        this.freshness = state.freshness();
        this.stale = state.stale();
        this.gap = state.isGapAt(now);
    }

    Decision decision() {
        var next = new TargetState(
                target,
                order,
                now,
                began,
                lastComplete,
                pollInterval,
                connections,
                digest,
                outOfSight,
                running,
                freshness,
                stale);
        return new Decision(Optional.of(next), changed, forgotten, List.copyOf(events), List.copyOf(findings));
    }

    /** What has not been seen for too long is not known any more, from the last time it was seen. */
    void noticeGap() {
        if (!gap || outOfSight || lastComplete == null) {
            return;
        }
        outOfSight = true;
        find(Verdict.OUT_OF_SIGHT, target.toString());
        for (ConnectionState connection : memory.connections()) {
            var unseen = new TreeMap<FacetId, Reading>();
            connection.facets().keySet().forEach(facet -> unseen.put(facet, Reading.OUT_OF_SIGHT));
            become(connection, connection.snapshot(), unseen, seenAt(connection));
        }
    }

    void takeIn(Snapshot snapshot) {
        ConnectionState known = connection(snapshot.connectionId());
        if (known != null && snapshot.isOtherThan(known.snapshot())) {
            end(known);
            known = null;
        }
        if (known == null) {
            greet(snapshot);
        } else if (known.snapshot().contentHash() == snapshot.contentHash() && !known.isOutOfSight()) {
            find(Verdict.UNCHANGED, snapshot.connectionId());
        } else {
            compare(known, snapshot);
        }
    }

    void forget(String connectionId) {
        ConnectionState known = connection(connectionId);
        if (known != null) {
            end(known);
        }
    }

    /** The clock of the target: whatever was not mentioned is as it was, and whoever waited has waited longer. */
    void complete(Observation.ScanCompleted scan) {
        if (outOfSight) {
            outOfSight = false;
            memory.connections().forEach(this::seeAgain);
        }
        for (String id : List.copyOf(running)) {
            ConnectionState waiting = connection(id);
            if (waiting != null) {
                put(judge(waiting));
            }
        }
        boolean diverged = scan.connections() != connections || scan.digest() != digest;
        find(diverged ? Verdict.DIVERGED : Verdict.SCAN_COMPLETED, target.toString());
        lastComplete = now;
        freshness(new Reading(FacetState.UP, FacetReason.SCANS_COMPLETE, ""));
    }

    void fail(Observation.ScanFailed failed) {
        find(Verdict.SCAN_FAILED, target.toString());
        switch (failed.failure()) {
            case CREDENTIALS -> freshness(new Reading(FacetState.DOWN, FacetReason.CREDENTIALS_REFUSED, failed.code()));
            case DENIED -> freshness(new Reading(FacetState.DOWN, FacetReason.PERMISSION_REFUSED, failed.code()));
            case OTHER -> {
                if (gap) {
                    freshness(new Reading(FacetState.DOWN, FacetReason.SCANS_FAILING, failed.code()));
                }
            }
        }
    }

    void silence() {
        freshness(new Reading(FacetState.DOWN, FacetReason.POLLER_SILENT, ""));
    }

    private void greet(Snapshot snapshot) {
        if (lastComplete != null) {
            find(Verdict.CONNECTION_CREATED, snapshot.connectionId());
            tell(Kind.CONNECTION_CREATED, snapshot, List.of());
        }
        connections++;
        digest += snapshot.contentHash();
        find(Verdict.FIRST_SIGHT, snapshot.connectionId());
        var unborn = new ConnectionState(snapshot, now, new TreeMap<>(), new TreeMap<>());
        become(unborn, snapshot, Facets.read(snapshot), now);
    }

    private void compare(ConnectionState known, Snapshot snapshot) {
        digest += snapshot.contentHash() - known.snapshot().contentHash();
        var changes = differences(known.snapshot().configuration(), snapshot.configuration());
        if (!changes.isEmpty()) {
            find(Verdict.CONFIGURATION_CHANGED, snapshot.connectionId());
            tell(Kind.CONFIGURATION_CHANGED, snapshot, changes);
        }
        become(known, snapshot, Facets.read(snapshot), now);
    }

    private void seeAgain(ConnectionState connection) {
        ConnectionState latest = connection(connection.snapshot().connectionId());
        if (latest != null && latest.isOutOfSight()) {
            find(Verdict.SEEN_AGAIN, latest.snapshot().connectionId());
            become(latest, latest.snapshot(), Facets.read(latest.snapshot()), now);
        }
    }

    private void end(ConnectionState known) {
        String id = known.snapshot().connectionId();
        known.facets().forEach((facet, value) -> tell(Kind.FACET_ENDED, known, facet, value, null));
        tell(Kind.CONNECTION_DELETED, known.snapshot(), List.of());
        known.alerts().forEach((key, state) -> {
            Optional.ofNullable(firingOf(state)).ifPresent(it -> tellEnded(known, key, it, Verdict.CONNECTION_DELETED));
        });
        find(Verdict.CONNECTION_DELETED, id);
        connections--;
        digest -= known.snapshot().contentHash();
        changed.remove(id);
        running.remove(id);
        forgotten.add(id);
    }

    /** Brings a connection to what was read of it, and tells every difference. */
    private void become(
            ConnectionState before, Snapshot snapshot, SortedMap<FacetId, Reading> readings, Instant since) {
        var facets = new TreeMap<FacetId, FacetValue>();
        before.facets().forEach((facet, value) -> {
            if (!readings.containsKey(facet)) {
                tell(Kind.FACET_ENDED, before, facet, value, null);
            }
        });
        readings.forEach((facet, reading) -> {
            FacetValue known = before.facets().get(facet);
            if (known != null && !reading.differsFrom(known.reading())) {
                facets.put(facet, known);
                return;
            }
            var becomes = new FacetValue(reading, since);
            facets.put(facet, becomes);
            tell(known == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED, before, facet, known, becomes);
        });
        var after = new ConnectionState(snapshot, now.equals(since) ? now : before.seenAt(), facets, before.alerts());
        put(judge(after, before));
    }

    private ConnectionState judge(ConnectionState connection) {
        return judge(connection, connection);
    }

    /** What the facets mean for the alerts, now. */
    private ConnectionState judge(ConnectionState connection, ConnectionState before) {
        var alerts = new TreeMap<AlertKey, AlertState>();
        var conditions = Conditions.of(connection.facets());
        connection.alerts().forEach((key, state) -> {
            AlertState.Firing firing = conditions.containsKey(key) ? null : firingOf(state);
            if (firing != null) {
                tellEnded(connection, key, firing, Verdict.CONFIGURATION_CHANGED);
            }
        });
        conditions.forEach((key, judged) -> {
            boolean initial = !before.facets().containsKey(judged.facet());
            var onset = new AlertState.Onset(now, initial ? now : seenAt(before), initial);
            AlertState state = connection.alerts().get(key);
            var hold = rules.hold(key.rule(), connection.snapshot());
            var move = Alerts.move(state, judged.condition(), onset, hold, now);
            if (move.state() != null) {
                alerts.put(key, move.state());
            }
            record(move, state, key, judged.facet().kind(), connection);
        });
        return new ConnectionState(connection.snapshot(), connection.seenAt(), connection.facets(), alerts);
    }

    private void freshness(Reading reading) {
        FacetValue before = freshness;
        var facet = new FacetId(target.toString(), FacetKind.FRESHNESS);
        if (before == null || reading.differsFrom(before.reading())) {
            var becomes = new FacetValue(reading, now);
            freshness = becomes;
            events.add(new Transition(
                    before == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED,
                    Ids.transition(
                            target,
                            Kind.FACET_CHANGED,
                            facet.toString(),
                            reading.reason().name(),
                            order),
                    target,
                    order,
                    null,
                    facet,
                    before,
                    becomes,
                    before == null || lastComplete == null ? now : lastComplete,
                    now,
                    null,
                    List.of()));
        }
        var key = new AlertKey(target.toString(), AlertRule.TargetStale);
        var onset = new AlertState.Onset(now, lastComplete == null ? now : lastComplete, before == null);
        var move = Alerts.move(stale, Conditions.freshness(reading), onset, rules.hold(key.rule()), now);
        record(move, stale, key, FacetKind.FRESHNESS, null);
        stale = move.state();
    }

    private void record(
            Alerts.Move move,
            @Nullable AlertState before,
            AlertKey key,
            FacetKind facet,
            @Nullable ConnectionState connection) {
        if (before != null || move.state() != null) {
            find(move.verdict(), key.entity());
        }
        if (move.published() == null) {
            return;
        }
        String subject = connection == null ? key.entity() : subject(connection.snapshot());
        AlertState.Firing firing = firingOf(move.state() == null ? before : move.state());
        if (firing == null) {
            throw new IllegalStateException("Only what fires is published: " + key);
        }
        boolean resolved = move.published() == AlertStep.Status.RESOLVED;
        Instant goodSince = before instanceof AlertState.Clearing clearing ? clearing.goodSince() : now;
        String summary = resolved
                ? Words.resolved(subject, key, goodSince, firing.onset().since())
                : Words.firing(subject, key, firing.onset(), firing.trouble());
        publish(move.published(), key, facet, firing, connection, move.verdict(), summary);
    }

    private void tellEnded(ConnectionState connection, AlertKey key, AlertState.Firing firing, Verdict why) {
        find(why, key.entity());
        publish(
                AlertStep.Status.RESOLVED,
                key,
                facetOf(key.rule(), connection),
                firing,
                connection,
                why,
                Words.deleted(subject(connection.snapshot()), now));
    }

    private void publish(
            AlertStep.Status status,
            AlertKey key,
            FacetKind facet,
            AlertState.Firing firing,
            @Nullable ConnectionState connection,
            Verdict verdict,
            String summary) {
        String fingerprint = Ids.fingerprint(target, key);
        events.add(new AlertStep(
                fingerprint,
                Ids.step(fingerprint, status, order),
                key,
                status,
                target,
                order,
                connection == null ? null : connection.snapshot().connectionId(),
                firing.onset(),
                firing.trouble(),
                facet,
                firing.firedAt(),
                now,
                status == AlertStep.Status.RESOLVED ? now : null,
                verdict,
                summary,
                connection == null ? null : connection.snapshot().context()));
    }

    private void tell(
            Kind kind, ConnectionState connection, FacetId facet, @Nullable FacetValue from, @Nullable FacetValue to) {
        String becomes = to == null ? "" : to.reason().name();
        find(Verdict.FACET_CHANGED, facet.entity());
        events.add(new Transition(
                kind,
                Ids.transition(target, kind, facet.toString(), becomes, order),
                target,
                order,
                connection.snapshot().connectionId(),
                facet,
                from,
                to,
                from == null ? now : seenAt(connection),
                now,
                connection.snapshot().context(),
                List.of()));
    }

    private void tell(Kind kind, Snapshot snapshot, List<Transition.Change> changes) {
        events.add(new Transition(
                kind,
                Ids.transition(target, kind, snapshot.connectionId(), "", order),
                target,
                order,
                snapshot.connectionId(),
                null,
                null,
                null,
                lastComplete == null ? now : lastComplete,
                now,
                snapshot.context(),
                changes));
    }

    private static List<Transition.Change> differences(
            SortedMap<String, String> before, SortedMap<String, String> after) {
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        return paths.stream()
                .map(it -> new Transition.Change(it, before.getOrDefault(it, ""), after.getOrDefault(it, "")))
                .filter(it -> !it.before().equals(it.after()))
                .toList();
    }

    private static AlertState.@Nullable Firing firingOf(@Nullable AlertState state) {
        if (state instanceof AlertState.Clearing clearing) {
            return clearing.firing();
        }
        return state instanceof AlertState.Firing firing ? firing : null;
    }

    private static FacetKind facetOf(AlertRule rule, ConnectionState connection) {
        return switch (rule) {
            case ConnectionDown -> connection.snapshot().isDual() ? FacetKind.REDUNDANCY : FacetKind.IPSEC;
            case ConnectionDegraded -> FacetKind.REDUNDANCY;
            case BgpDown -> FacetKind.BGP;
            case HealthCheckFailed -> FacetKind.HEALTH_CHECK;
            case TargetStale -> FacetKind.FRESHNESS;
        };
    }

    private static String subject(Snapshot snapshot) {
        String name = snapshot.context().name();
        return name.isBlank() ? snapshot.connectionId() : name;
    }

    /** Its own snapshot, or a complete scan that found it as it was: whichever came last. */
    private Instant seenAt(ConnectionState connection) {
        return lastComplete != null && lastComplete.isAfter(connection.seenAt()) ? lastComplete : connection.seenAt();
    }

    private @Nullable ConnectionState connection(String id) {
        if (forgotten.contains(id)) {
            return null;
        }
        ConnectionState here = changed.get(id);
        return here != null ? here : memory.connection(id).orElse(null);
    }

    private void put(ConnectionState connection) {
        String id = connection.snapshot().connectionId();
        changed.put(id, connection);
        forgotten.remove(id);
        if (connection.isRunning()) {
            running.add(id);
        } else {
            running.remove(id);
        }
    }

    private void find(Verdict verdict, String about) {
        findings.add(new Finding(verdict, about));
    }
}
