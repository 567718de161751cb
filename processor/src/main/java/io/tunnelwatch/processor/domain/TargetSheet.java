package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Transition.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What one observation means for its target: time, completeness, freshness. What it means for a connection is on that one's sheet. */
final class TargetSheet {
    private final Moment moment;
    private final Sheet sheet;
    private final AlertSheet alerts;
    private final ConnectionSheet connection;
    private final Duration pollInterval;
    private final Instant began;
    private final boolean gap;
    private @Nullable Instant lastComplete;
    private int connections;
    private long digest;
    private boolean outOfSight;
    private @Nullable FacetValue freshness;
    private Alert stale = Alert.NEW;

    TargetSheet(Rules rules, @Nullable TargetState state, Memory memory, Observation observation) {
        this.pollInterval = observation.pollInterval();
        Instant now = observation.observedAt();
        if (state == null) {
            this.began = now;
            this.gap = false;
            this.moment = new Moment(observation.target(), observation.order(), now, now, null);
            this.sheet = new Sheet(moment, memory, new TreeSet<>());
        } else {
            // Pollers keep it from running backwards; should one not, time stands still rather than run back.
            Instant forward = now.isBefore(state.now()) ? state.now() : now;
            this.began = state.began();
            this.gap = state.isGapAt(forward);
            this.lastComplete = state.lastComplete();
            this.connections = state.connections();
            this.digest = state.digest();
            this.outOfSight = state.outOfSight();
            this.freshness = state.freshness();
            this.stale = state.stale();
            this.moment = new Moment(state.target(), observation.order(), forward, state.now(), lastComplete);
            this.sheet = new Sheet(moment, memory, state.running());
        }
        this.alerts = new AlertSheet(sheet, rules);
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
                new TreeSet<>(sheet.running()),
                freshness,
                stale));
    }

    /** What has not been seen for too long is not known any more, from the last time it was seen. */
    void noticeGap() {
        if (!gap || outOfSight || lastComplete == null) {
            return;
        }
        outOfSight = true;
        sheet.find(Verdict.OUT_OF_SIGHT, moment.target().toString());
        sheet.connections().forEach(connection::loseFromSight);
    }

    void takeIn(Snapshot snapshot) {
        ConnectionState known = sheet.connection(snapshot.connectionId());
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

    private void end(ConnectionState known) {
        connections--;
        digest -= known.snapshot().contentHash();
        connection.end(known);
    }

    /** The clock of the target: whatever was not mentioned is as it was, and whoever waited has waited longer. */
    void complete(Observation.ScanCompleted scan) {
        freshness(new Reading(FacetState.UP, FacetReason.SCANS_COMPLETE, ""));
        if (outOfSight) {
            outOfSight = false;
            sheet.connections().forEach(connection::seeAgain);
        }
        alerts.tick();
        boolean diverged = scan.connections() != connections || scan.digest() != digest;
        sheet.find(
                diverged ? Verdict.DIVERGED : Verdict.SCAN_COMPLETED,
                moment.target().toString());
        lastComplete = moment.now();
    }

    void fail(Observation.ScanFailed failed) {
        sheet.find(Verdict.SCAN_FAILED, moment.target().toString());
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

    private void freshness(Reading reading) {
        FacetValue before = freshness;
        if (before == null || reading.differsFrom(before.reading())) {
            freshness = new FacetValue(reading, moment.now());
            sheet.tell(freshnessBecomes(before, freshness));
        }
        stale = alerts.freshness(stale, before == null ? null : before.reading(), reading);
    }

    private Transition freshnessBecomes(@Nullable FacetValue before, FacetValue becomes) {
        var facet = new FacetId(moment.target().toString(), FacetKind.FRESHNESS);
        boolean fresh = becomes.state() == FacetState.UP;
        return new Transition(
                before == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED,
                Ids.transition(
                        moment.target(),
                        Kind.FACET_CHANGED,
                        facet.toString(),
                        becomes.reason().name(),
                        moment.order()),
                moment.target(),
                moment.order(),
                null,
                facet,
                before,
                becomes,
                before == null ? moment.now() : fresh ? moment.lastHeard() : moment.seenBefore(),
                moment.now(),
                null,
                List.of());
    }
}
