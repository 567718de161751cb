package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Alert;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Applies one observation to its target: time, completeness, freshness. {@link ConnectionSheet} applies it to a connection. */
final class TargetSheet {
    private final Moment moment;
    private final Sheet sheet;
    private final FreshnessSheet freshness;
    private final GroupSheet groups;
    private final StormSheet storm;
    private final AlertSheet alerts;
    private final ConnectionSheet connection;
    private final Duration pollInterval;
    private final Instant began;
    private final String polledBy;
    private final boolean gap;
    private @Nullable Instant lastComplete;
    private int connections;
    private long digest;
    private boolean outOfSight;
    private @Nullable Instant retiredAt;

    /** @param before previous state; a retired target counts as new, but its time does not run back either */
    TargetSheet(Rules rules, @Nullable TargetState before, Memory memory, Observation observation) {
        TargetState state = before == null || before.isRetired() ? null : before;
        this.pollInterval = observation.pollInterval();
        this.polledBy = TargetState.poller(before == null ? "" : before.polledBy(), observation);
        Instant now = observation.observedAt();
        // Pollers keep time from running backwards; if one does not, time stands still instead.
        Instant forward = before != null && now.isBefore(before.now()) ? before.now() : now;
        if (state == null) {
            this.began = forward;
            this.gap = false;
            this.moment = new Moment(observation.target(), observation.order(), forward, forward, null);
        } else {
            this.began = state.began();
            this.gap = state.isGapAt(forward);
            this.lastComplete = state.lastComplete();
            this.connections = state.connections();
            this.digest = state.digest();
            this.outOfSight = state.outOfSight();
            this.moment = new Moment(state.target(), observation.order(), forward, state.now(), lastComplete);
        }
        this.sheet = new Sheet(moment, memory);
        var announcements = new Announcements(sheet);
        this.freshness = state == null
                ? new FreshnessSheet(sheet, rules, announcements, null, Alert.NEW)
                : new FreshnessSheet(sheet, rules, announcements, state.freshness(), state.stale());
        var spokesman = new Spokesman(moment, rules, announcements);
        Instant coldUntil = began.plus(Rules.patience(pollInterval));
        this.storm = new StormSheet(sheet, rules, spokesman, coldUntil);
        this.groups = new GroupSheet(sheet, rules, spokesman);
        this.alerts = new AlertSheet(sheet, rules, announcements);
        this.connection = new ConnectionSheet(sheet, alerts);
    }

    Decision decision() {
        return sheet.decision(new TargetState(
                moment.target(),
                moment.order(),
                moment.now(),
                began,
                lastComplete,
                pollInterval,
                connections,
                digest,
                outOfSight,
                freshness.value(),
                freshness.alert(),
                polledBy,
                retiredAt));
    }

    /** Makes the state unknown after too long without a complete scan, as of the last time it was seen. */
    void noticeGap() {
        if (!gap || outOfSight || lastComplete == null) {
            return;
        }
        outOfSight = true;
        sheet.find(Verdict.OUT_OF_SIGHT, moment.target().toString());
        sheet.connections().forEach(connection::loseFromSight);
        groups.loseFromSight();
        storm.loseFromSight();
    }

    void takeIn(Snapshot snapshot) {
        ConnectionState known = sheet.connection(snapshot);
        if (known != null && snapshot.isOtherThan(known.snapshot())) {
            end(known);
            known = null;
        }
        if (known == null) {
            connections++;
            digest += snapshot.contentHash();
            connection.greet(snapshot);
        } else if (known.snapshot().contentHash() == snapshot.contentHash() && !known.isOutOfSight()) {
            sheet.find(Verdict.UNCHANGED, snapshot.connectionId());
        } else {
            digest += snapshot.contentHash() - known.snapshot().contentHash();
            connection.compare(known, snapshot);
        }
    }

    void forget(String connectionId) {
        ConnectionState known = sheet.connection(connectionId);
        if (known != null) {
            end(known);
        }
    }

    void diagnosed(Observation.Diagnosis diagnosis) {
        ConnectionState known = sheet.connection(diagnosis.connectionId());
        if (known != null) {
            alerts.diagnosed(known, diagnosis.code());
        }
    }

    private void end(ConnectionState known) {
        connections--;
        digest -= known.snapshot().contentHash();
        groups.forget(known.snapshot().connectionId());
        storm.forget(known.snapshot().connectionId());
        connection.end(known);
    }

    /**
     * Ends a complete scan, the clock of the target: connections without a snapshot are unchanged, and time has passed for all
     * alerts.
     */
    void complete(Observation.ScanCompleted scan) {
        boolean spokenFor = freshness.speaker() != null;
        freshness.becomes(
                scan.deletionsHeld() > 0
                        ? new Reading(
                                FacetState.DEGRADED, FacetReason.DELETIONS_HELD, scan.deletionsHeld() + " missing")
                        : new Reading(FacetState.UP, FacetReason.SCANS_COMPLETE, ""));
        if (outOfSight) {
            outOfSight = false;
            sheet.connections().forEach(connection::seeAgain);
        }
        var concerned = new TreeSet<>(sheet.running());
        if (spokenFor) {
            concerned.addAll(remembered());
        }
        var waiting = states(concerned);
        concerned.addAll(groups.tick(waiting));
        var alone = waiting.stream()
                .filter(it -> groups.speakerOf(it.snapshot().connectionId()) == null)
                .toList();
        concerned.addAll(storm.tick(alone, waiting, connections));
        states(concerned).forEach(it -> alerts.tick(it, this::speakerOf));
        boolean diverged = scan.connections() != connections || scan.digest() != digest;
        sheet.find(
                diverged ? Verdict.DIVERGED : Verdict.SCAN_COMPLETED,
                moment.target().toString());
        lastComplete = moment.now();
    }

    void fail(Observation.ScanFailed failed) {
        sheet.find(Verdict.SCAN_FAILED, moment.target().toString());
        switch (failed.failure()) {
            case CREDENTIALS -> lost(new Reading(FacetState.DOWN, FacetReason.CREDENTIALS_REFUSED, failed.code()));
            case DENIED -> lost(new Reading(FacetState.DOWN, FacetReason.PERMISSION_REFUSED, failed.code()));
            case OTHER -> {
                if (gap) {
                    lost(new Reading(FacetState.DOWN, FacetReason.SCANS_FAILING, failed.code()));
                }
            }
        }
    }

    void silence() {
        lost(new Reading(FacetState.DOWN, FacetReason.POLLER_SILENT, ""));
    }

    /** Drops everything known about the target; the last events say that it is no longer watched. */
    void retire() {
        sheet.find(Verdict.RETIRED, moment.target().toString());
        sheet.connections().forEach(connection::retire);
        groups.retire();
        freshness.retire();
        connections = 0;
        digest = 0;
        outOfSight = false;
        retiredAt = moment.now();
    }

    /** Takes in that the target cannot be seen; as soon as the alert fires, it inhibits all alerts that existed before. */
    private void lost(Reading reading) {
        boolean spokenFor = freshness.speaker() != null;
        freshness.becomes(reading);
        if (spokenFor != (freshness.speaker() != null)) {
            groups.retell(freshness.speaker());
            storm.retell(freshness.speaker());
            states(remembered()).forEach(it -> alerts.retell(it, this::speakerOf));
        }
    }

    private @Nullable String speakerOf(String connectionId, Alert alert) {
        if (freshness.speaker() != null) {
            return freshness.speaker();
        }
        String ofAllOld = storm.speakerOf(connectionId, alert);
        return ofAllOld == null ? groups.speakerOf(connectionId) : ofAllOld;
    }

    /** All connections that have an alert. */
    private List<String> remembered() {
        return sheet.connections().stream()
                .filter(it -> !it.alerts().isEmpty())
                .map(it -> it.snapshot().connectionId())
                .toList();
    }

    private List<ConnectionState> states(Collection<String> ids) {
        return ids.stream()
                .flatMap(it -> Optional.ofNullable(sheet.connection(it)).stream())
                .toList();
    }
}
