package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertState;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies one observation to its target, and at the end of a scan runs the correlation and all alerts, causes first. {@link
 * ConnectionDetector} applies an observation to a connection.
 */
final class TargetDetector implements Observation.Visitor {
    private final DecisionTime time;
    private final DecisionDraft draft;
    private final FreshnessDetector freshness;
    private final GroupAlerts groupAlerts;
    private final ColdStartSummary coldStart;
    private final GatewayCorrelator gateways;
    private final ConnectionAlerts connectionAlerts;
    private final ConnectionDetector connectionDetector;
    private final Inhibitor inhibitors;
    private final Duration pollInterval;
    private final Instant firstObservedAt;
    private final String polledBy;
    private final boolean gap;
    private final boolean gapBegins;
    private @Nullable Instant lastCompleteAt;
    private int connectionCount;
    private long digest;
    private boolean unseen;
    private @Nullable Instant retiredAt;
    private boolean hasServiceFacet;

    /** @param before previous state; a retired target counts as new, but its time does not run back either */
    TargetDetector(Rules rules, @Nullable TargetState before, DetectorState state, Observation observation) {
        TargetState known = before == null || before.isRetired() ? null : before;
        this.pollInterval = observation.pollInterval();
        this.polledBy = TargetState.poller(before == null ? "" : before.polledBy(), observation);
        Instant now = observation.observedAt();
        // Pollers keep time from running backwards; if one does not, time stands still instead.
        Instant forward = before != null && now.isBefore(before.now()) ? before.now() : now;
        if (known == null) {
            this.firstObservedAt = forward;
            this.gap = false;
            this.gapBegins = false;
            this.hasServiceFacet = true;
            this.time =
                    new DecisionTime(observation.target(), observation.order(), forward, forward, null, pollInterval);
        } else {
            this.firstObservedAt = known.firstObservedAt();
            this.gap = known.isGapAt(forward);
            this.gapBegins = gap && !known.isGapAt(known.now());
            this.lastCompleteAt = known.lastCompleteAt();
            this.connectionCount = known.connectionCount();
            this.digest = known.digest();
            this.unseen = known.unseen();
            this.hasServiceFacet = known.hasServiceFacet();
            this.time = new DecisionTime(
                    known.target(), observation.order(), forward, known.now(), lastCompleteAt, pollInterval);
        }
        this.draft = new DecisionDraft(time, state);
        var recorder = new AlertStepRecorder(draft);
        this.freshness = known == null
                ? new FreshnessDetector(draft, rules, recorder, null, AlertState.NEW)
                : new FreshnessDetector(draft, rules, recorder, known.freshness(), known.staleAlert());
        this.groupAlerts = new GroupAlerts(draft, rules, recorder);
        Instant initialUntil = firstObservedAt.plus(Rules.staleAfter(pollInterval));
        this.coldStart = new ColdStartSummary(draft, rules, groupAlerts, initialUntil);
        this.gateways = new GatewayCorrelator(draft, rules, groupAlerts);
        this.connectionAlerts = new ConnectionAlerts(draft, rules, recorder);
        // The order in which alerts inhibit one another: the first of several causes is named as the inhibitor.
        this.inhibitors = Inhibitor.firstOf(freshness, coldStart, gateways, connectionAlerts);
        this.connectionDetector = new ConnectionDetector(draft, connectionAlerts);
    }

    Decision decision() {
        return draft.decision(new TargetState(
                time.target(),
                time.order(),
                time.now(),
                firstObservedAt,
                lastCompleteAt,
                pollInterval,
                connectionCount,
                digest,
                unseen,
                freshness.value(),
                freshness.alert(),
                polledBy,
                retiredAt,
                hasServiceFacet));
    }

    /** Makes the connections unseen after too long without a complete scan. The change is dated when each was last seen. */
    void applyGap() {
        if (!gap || lastCompleteAt == null || (unseen && !gapBegins)) {
            return;
        }
        var seen = unseen ? seenSinceGap() : draft.connections();
        if (unseen && seen.isEmpty()) {
            return;
        }
        unseen = true;
        draft.note(Verdict.OUT_OF_SIGHT, time.target().toString());
        seen.forEach(connectionDetector::becomeUnseen);
        gateways.becomeUnseen();
        coldStart.becomeUnseen();
    }

    /** While others are unseen since an earlier gap: the connections with a snapshot since then. */
    private List<ConnectionState> seenSinceGap() {
        return draft.connections().stream().filter(it -> !it.isUnseen()).toList();
    }

    @Override
    public void seen(Snapshot snapshot) {
        ConnectionState known = draft.connection(snapshot);
        if (known != null && snapshot.isSuccessorOf(known.snapshot())) {
            end(known);
            known = null;
        }
        if (known == null) {
            connectionCount++;
            digest += snapshot.contentHash();
            connectionDetector.firstSeen(snapshot);
        } else if (known.snapshot().contentHash() == snapshot.contentHash() && !known.isUnseen()) {
            draft.note(Verdict.UNCHANGED, snapshot.connectionId());
        } else {
            digest += snapshot.contentHash() - known.snapshot().contentHash();
            connectionDetector.compare(known, snapshot);
        }
    }

    @Override
    public void gone(Observation.Gone gone) {
        ConnectionState known = draft.connection(gone.connectionId());
        if (known != null) {
            end(known);
        }
    }

    @Override
    public void diagnosed(Observation.Diagnosis diagnosis) {
        ConnectionState known = draft.connection(diagnosis.connectionId());
        if (known != null) {
            connectionAlerts.diagnosed(known, diagnosis.code());
        }
    }

    private void end(ConnectionState known) {
        connectionCount--;
        digest -= known.snapshot().contentHash();
        gateways.gone(known.snapshot().connectionId());
        coldStart.gone(known.snapshot().connectionId());
        connectionDetector.end(known);
    }

    /**
     * Ends a complete scan, at which time passes for the alerts of its connections: those without a snapshot are unchanged.
     */
    @Override
    public void scanCompleted(Observation.ScanCompleted scan) {
        boolean inhibitedBefore = freshness.inhibitor() != null;
        freshness.update(
                scan.deletionsHeld() > 0
                        ? new Reading(
                                FacetState.DEGRADED, FacetReason.DELETIONS_HELD, scan.deletionsHeld() + " missing")
                        : new Reading(FacetState.UP, FacetReason.SCANS_COMPLETE, ""));
        if (unseen) {
            seeAgain(scan);
        }
        if (!hasServiceFacet && !unseen) {
            hasServiceFacet = true;
            draft.connections().forEach(connectionDetector::addServiceFacet);
        }
        var toEvaluate = new TreeSet<>(draft.awaitingScanEnd());
        if (inhibitedBefore) {
            toEvaluate.addAll(withAlerts());
        }
        var unseenIds = unseen ? unseenIds() : new TreeSet<String>();
        toEvaluate.removeAll(unseenIds); // nothing is known of them, so no time passes for their alerts
        var awaiting = states(toEvaluate);
        toEvaluate.addAll(gateways.tick(awaiting, unseenIds));
        var alone = awaiting.stream()
                .filter(it -> !gateways.inhibits(it.snapshot().connectionId()))
                .toList();
        toEvaluate.addAll(coldStart.tick(alone, awaiting, connectionCount, unseenIds));
        states(toEvaluate).forEach(it -> connectionAlerts.tick(it, inhibitors));
        draft.note(
                scan.isOf(connectionCount, digest) ? Verdict.SCAN_COMPLETED : Verdict.DIVERGED,
                time.target().toString());
        lastCompleteAt = time.now();
    }

    /**
     * Ends a gap. If observations of it were lost, for example because the topic's retention deleted them before they were
     * read, a connection without a snapshot since is not known to be unchanged: it stays unseen until it is mentioned. Once
     * those that were mentioned are the whole target, the others were deleted.
     */
    private void seeAgain(Observation.ScanCompleted scan) {
        if (scan.isOf(connectionCount, digest)) {
            unseen = false;
            draft.connections().forEach(connectionDetector::seeAgain);
            return;
        }
        var notSeen =
                draft.connections().stream().filter(ConnectionState::isUnseen).toList();
        long digestOfSeen = digest
                - notSeen.stream().mapToLong(it -> it.snapshot().contentHash()).sum();
        if (scan.isOf(connectionCount - notSeen.size(), digestOfSeen)) {
            unseen = false;
            notSeen.forEach(this::end);
        }
    }

    @Override
    public void scanFailed(Observation.ScanFailed failed) {
        draft.note(Verdict.SCAN_FAILED, time.target().toString());
        switch (failed.failure()) {
            case CREDENTIALS ->
                cannotBeScanned(new Reading(FacetState.DOWN, FacetReason.CREDENTIALS_REFUSED, failed.code()));
            case DENIED -> cannotBeScanned(new Reading(FacetState.DOWN, FacetReason.PERMISSION_REFUSED, failed.code()));
            case OTHER -> {
                if (gap) {
                    cannotBeScanned(new Reading(FacetState.DOWN, FacetReason.SCANS_FAILING, failed.code()));
                }
            }
        }
    }

    @Override
    public void silent(Observation.Silent silent) {
        cannotBeScanned(new Reading(FacetState.DOWN, FacetReason.POLLER_SILENT, ""));
    }

    /** Drops everything known about the target; the last events say that it is no longer watched. */
    @Override
    public void retired(Observation.Retired retired) {
        draft.note(Verdict.RETIRED, time.target().toString());
        draft.connections().forEach(connectionDetector::retire);
        groupAlerts.retireAll();
        freshness.retire();
        connectionCount = 0;
        digest = 0;
        unseen = false;
        retiredAt = time.now();
    }

    /** Takes in that the target cannot be scanned; as soon as the alert fires, it inhibits all alerts that existed before. */
    private void cannotBeScanned(Reading reading) {
        boolean inhibitedBefore = freshness.inhibitor() != null;
        freshness.update(reading);
        if (inhibitedBefore != (freshness.inhibitor() != null)) {
            gateways.updateInhibition(freshness.inhibitor());
            coldStart.updateInhibition(freshness.inhibitor());
            states(withAlerts()).forEach(it -> connectionAlerts.updateInhibition(it, inhibitors));
        }
    }

    private TreeSet<String> unseenIds() {
        return draft.connections().stream()
                .filter(ConnectionState::isUnseen)
                .map(it -> it.snapshot().connectionId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All connections that have an alert. */
    private List<String> withAlerts() {
        return draft.connections().stream()
                .filter(it -> !it.alerts().isEmpty())
                .map(it -> it.snapshot().connectionId())
                .toList();
    }

    private List<ConnectionState> states(Collection<String> ids) {
        return ids.stream()
                .flatMap(it -> Optional.ofNullable(draft.connection(it)).stream())
                .toList();
    }
}
