package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.poller.ObservationBatch.CommonFields;
import io.tunnelwatch.ingest.poller.OwnedPartition.RestoredState;
import io.tunnelwatch.ingest.publisher.CommitOutcome;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Refused;
import io.tunnelwatch.ingest.scanner.DeletionCheck;
import io.tunnelwatch.ingest.scanner.DeletionCheck.Result;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.ingest.scanner.Scanner;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Polls one target: scans it, publishes what is new, and remembers what was published. One scan at a time. */
public final class TargetPoller {
    /** Long enough that hundreds of targets do not start at once, short enough that nobody has to wait. */
    private static final Duration START_SPREAD = Duration.ofSeconds(3);

    /** The settings that all targets share. */
    public record PollOptions(
            Duration interval,
            Duration keyScanInterval,
            Duration recheckInterval,
            double suspiciousShare,
            boolean peerConfigurations,
            boolean diagnoses) {}

    private final TargetId target;
    private final PollOptions options;
    private final VpnApi api;
    private final Scanner scanner;
    private final DeletionCheck deletionCheck;
    private final OwnedPartition partition;
    private final PollListener listener;
    private final Clock clock;
    private final Cadence cadence;
    private final RecheckQueue recheckQueue;
    private final LastListed lastListed = new LastListed();
    private final FollowUps followUps;
    private final EventTime time = new EventTime();
    private Instant scanDue;
    private boolean recheckPlanned;
    private Instant lastScanAt = Instant.MIN;
    private PublishedTarget publishedTarget = PublishedTarget.NOTHING;

    public TargetPoller(
            TargetId target,
            PollOptions options,
            VpnApi api,
            OwnedPartition partition,
            PollListener listener,
            Clock clock,
            RandomGenerator random) {
        this.target = target;
        this.options = options;
        this.api = api;
        this.scanner = new Scanner(api, clock);
        this.deletionCheck = new DeletionCheck(target, api, options.suspiciousShare());
        this.followUps = new FollowUps(target, api, options);
        this.partition = partition;
        this.listener = listener;
        this.clock = clock;
        long spread = Math.min(START_SPREAD.toMillis(), options.interval().toMillis());
        this.cadence = new Cadence(options.interval(), clock.instant().plusMillis(random.nextLong(spread)), random);
        this.recheckQueue = new RecheckQueue(options.recheckInterval());
        this.scanDue = cadence.anchor();
    }

    TargetId target() {
        return target;
    }

    Duration interval() {
        return options.interval();
    }

    Instant firstDue() {
        return scanDue;
    }

    /** @return when to poll again */
    Instant poll() {
        partition
                .restoredState(target.key())
                .ifPresentOrElse(
                        it -> {
                            restore(it);
                            scanOrRecheck();
                        },
                        () -> scanDue = cadence.retry(clock.instant()));
        Optional<Instant> recheck = recheckQueue.nextDue().filter(it -> it.isBefore(scanDue));
        recheckPlanned = recheck.isPresent();
        return recheck.orElse(scanDue);
    }

    /** Scans if a scan is due, else rechecks the connections that just changed. */
    private void scanOrRecheck() {
        Instant now = clock.instant();
        boolean setBack = now.isBefore(lastScanAt);
        lastScanAt = now;
        if (setBack) {
            recheckQueue.clear(); // these times are now in the future by as much as the clock was set back
        }
        if (recheckPlanned
                && !setBack
                && now.isBefore(scanDue)
                && publishedTarget.keyScanAt().isPresent()) {
            recheck(now);
        } else {
            scan();
        }
    }

    private void scan() {
        Scan scan = scanner.scan(target);
        if (Thread.currentThread().isInterrupted()) {
            return; // closing: an interrupted call says nothing about the cloud
        }
        scanDue = cadence.next(clock.instant(), scan);
        if (scan instanceof CompleteScan scanned) {
            recheckQueue.keepOnly(scanned.connections().keySet());
            followUps.complete(scanned);
            lastListed.remember(scanned.connections().values());
        }
        CommitOutcome commit = publish(batch(scan, commonFields(scan.observedAt())), true);
        listener.scanned(target, commit instanceof Refused refused ? unpublishable(refused) : scan);
        if (commit instanceof Committed && scan instanceof CompleteScan scanned) {
            lastListed.keepOnly(publishedTarget.hashes().keySet());
            followUp(scanned);
        }
    }

    /** Publishes a failed scan in place of one whose observations cannot be published. */
    private FailedScan unpublishable(Refused refused) {
        var failed =
                new FailedScan(FailureClass.MALFORMED, "", refused.reason(), "", Optional.empty(), clock.instant());
        scanDue = cadence.next(clock.instant(), failed);
        publish(ObservationBatch.of(failed, publishedTarget, commonFields(failed.observedAt())), false);
        return failed;
    }

    /** Makes the follow-up calls after a scan was published. */
    private void followUp(CompleteScan scanned) {
        publishDiagnoses(followUps.diagnoseDrops(scanned));
        var completed = followUps.withPeers(scanned);
        if (!completed.isEmpty() && !Thread.currentThread().isInterrupted()) {
            publish(ofSome(completed), false);
            completed.forEach(recheckQueue::completed);
            lastListed.remember(completed);
        }
    }

    private void publishDiagnoses(List<Diagnosis> diagnoses) {
        if (!diagnoses.isEmpty()) {
            publish(ObservationBatch.ofDiagnoses(diagnoses, publishedTarget, commonFields(clock.instant())), false);
        }
    }

    /** Rechecks connections that just changed; unchanged ones are not published. */
    private void recheck(Instant now) {
        var changed = new ArrayList<ConnectionSnapshot>();
        var seen = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot published : recheckQueue.takeDue(now)) {
            var answer = api.connection(target, published.getConnectionId());
            if (answer instanceof Answered<ConnectionSnapshot> answered) {
                var updated = StatusMerge.merged(published, answered.value());
                seen.add(updated);
                if (updated.getContentHash() != published.getContentHash()) {
                    changed.add(updated);
                }
            } else {
                // The next scan handles the failure; a throttled API is not called more often than it allows.
                recheckQueue.clear();
                break;
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        boolean inTheLog = changed.isEmpty() || publish(ofSome(changed), true) instanceof Committed;
        if (inTheLog) {
            publishDiagnoses(followUps.diagnoseDrops(seen));
        }
    }

    /** @param watch whether the changed connections are to be rechecked soon */
    private CommitOutcome publish(ObservationBatch batch, boolean watch) {
        CommitOutcome commit = partition.commit(publishedTarget.epoch(), batch.observations());
        if (!(commit instanceof Committed)) {
            recheckQueue.clear();
            scanDue = cadence.retry(clock.instant());
            return commit;
        }
        cadence.committed();
        publishedTarget = batch.after();
        if (watch && options.recheckInterval().compareTo(options.interval()) < 0) {
            batch.changed().forEach(it -> recheckQueue.changed(it, lastScanAt));
        }
        listener.committed(
                target, batch.observations(), publishedTarget.hashes().size());
        return commit;
    }

    private void restore(RestoredState restored) {
        publishedTarget = publishedTarget.restoredFrom(restored);
        restored.target().ifPresent(it -> {
            time.advanceTo(it.observedAt());
            followUps.restore(it);
        });
    }

    /** The time of the next scan is given in event time: consumers count from the time of this observation. */
    private CommonFields commonFields(Instant observedAt) {
        Instant told = time.at(observedAt);
        Duration until = Duration.between(observedAt.truncatedTo(ChronoUnit.MILLIS), scanDue);
        return new CommonFields(target, told, told.plus(until), options.interval());
    }

    private ObservationBatch batch(Scan scan, CommonFields common) {
        if (scan instanceof CompleteScan scanned) {
            Result missing = deletionCheck.check(
                    publishedTarget.missingFrom(scanned.connections().keySet()),
                    publishedTarget.hashes().size());
            return ObservationBatch.of(
                    with(missing.stillThere(), scanned), missing, publishedTarget, common, options.keyScanInterval());
        }
        return ObservationBatch.of((FailedScan) scan, publishedTarget, common);
    }

    /** Adds connections that the listing omits although a lookup finds them. */
    private CompleteScan with(List<ConnectionSnapshot> unlisted, CompleteScan listing) {
        if (unlisted.isEmpty()) {
            return listing;
        }
        var all = new TreeMap<>(listing.connections());
        unlisted.forEach(it -> all.put(it.getConnectionId(), lastListed.updated(it)));
        return new CompleteScan(all, listing.pages(), listing.startedAt(), listing.observedAt());
    }

    private ObservationBatch ofSome(List<ConnectionSnapshot> connections) {
        return ObservationBatch.of(connections, publishedTarget, commonFields(clock.instant()));
    }
}
