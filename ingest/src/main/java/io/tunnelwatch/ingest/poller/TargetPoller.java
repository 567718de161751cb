package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.poller.Report.Heading;
import io.tunnelwatch.ingest.poller.Shard.Ground;
import io.tunnelwatch.ingest.publisher.Commit;
import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Refused;
import io.tunnelwatch.ingest.scanner.Absences;
import io.tunnelwatch.ingest.scanner.Absences.Settled;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.Scanned;
import io.tunnelwatch.ingest.scanner.Scan.Unscanned;
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
    public record Pace(
            Duration interval,
            Duration keyScanInterval,
            Duration recheckInterval,
            double suspiciousShare,
            boolean peerConfigurations,
            boolean diagnoses) {}

    private final Target target;
    private final Pace pace;
    private final VpnApi api;
    private final Scanner scanner;
    private final Absences absences;
    private final Shard shard;
    private final PollListener listener;
    private final Clock clock;
    private final Cadence cadence;
    private final Unsettled unsettled;
    private final LastListed lastListed = new LastListed();
    private final Enquiries enquiries;
    private final EventTime time = new EventTime();
    private Instant scanDue;
    private boolean recheckPlanned;
    private Instant lookedAt = Instant.MIN;
    private TargetMemory memory = TargetMemory.NOTHING;

    public TargetPoller(
            Target target,
            Pace pace,
            VpnApi api,
            Shard shard,
            PollListener listener,
            Clock clock,
            RandomGenerator random) {
        this.target = target;
        this.pace = pace;
        this.api = api;
        this.scanner = new Scanner(api, clock);
        this.absences = new Absences(target, api, pace.suspiciousShare());
        this.enquiries = new Enquiries(target, api, pace);
        this.shard = shard;
        this.listener = listener;
        this.clock = clock;
        long spread = Math.min(START_SPREAD.toMillis(), pace.interval().toMillis());
        this.cadence = new Cadence(pace.interval(), clock.instant().plusMillis(random.nextLong(spread)), random);
        this.unsettled = new Unsettled(pace.recheckInterval());
        this.scanDue = cadence.anchor();
    }

    Target target() {
        return target;
    }

    Duration interval() {
        return pace.interval();
    }

    Instant firstDue() {
        return scanDue;
    }

    /** @return when to poll again */
    Instant poll() {
        shard.ground(target.key())
                .ifPresentOrElse(
                        it -> {
                            standOn(it);
                            look();
                        },
                        () -> scanDue = cadence.retry(clock.instant()));
        Optional<Instant> recheck = unsettled.next().filter(it -> it.isBefore(scanDue));
        recheckPlanned = recheck.isPresent();
        return recheck.orElse(scanDue);
    }

    /** Scans if a scan is due, else rechecks the connections that just changed. */
    private void look() {
        Instant now = clock.instant();
        boolean setBack = now.isBefore(lookedAt);
        lookedAt = now;
        if (setBack) {
            unsettled.clear(); // these times are now in the future by as much as the clock was set back
        }
        if (recheckPlanned
                && !setBack
                && now.isBefore(scanDue)
                && memory.keyScanAt().isPresent()) {
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
        if (scan instanceof Scanned scanned) {
            unsettled.keepOnly(scanned.connections().keySet());
            enquiries.complete(scanned);
            lastListed.remember(scanned.connections().values());
        }
        Commit commit = publish(report(scan, heading(scan.observedAt())), true);
        listener.scanned(target, commit instanceof Refused refused ? unpublishable(refused) : scan);
        if (commit instanceof Committed && scan instanceof Scanned scanned) {
            lastListed.keepOnly(memory.hashes().keySet());
            ask(scanned);
        }
    }

    /** Publishes a failed scan in place of one whose observations cannot be published. */
    private Unscanned unpublishable(Refused refused) {
        var failed = new Unscanned(FailureClass.MALFORMED, "", refused.reason(), "", Optional.empty(), clock.instant());
        scanDue = cadence.next(clock.instant(), failed);
        publish(Report.of(failed, memory, heading(failed.observedAt())), false);
        return failed;
    }

    /** Makes the follow-up calls after a scan was published. */
    private void ask(Scanned scanned) {
        tellWhy(enquiries.whyDropped(scanned));
        var completed = enquiries.withPeers(scanned);
        if (!completed.isEmpty() && !Thread.currentThread().isInterrupted()) {
            publish(ofSome(completed), false);
            completed.forEach(unsettled::completed);
            lastListed.remember(completed);
        }
    }

    private void tellWhy(List<Diagnosis> diagnoses) {
        if (!diagnoses.isEmpty()) {
            publish(Report.ofDiagnoses(diagnoses, memory, heading(clock.instant())), false);
        }
    }

    /** Rechecks connections that just changed; unchanged ones are not published. */
    private void recheck(Instant now) {
        var changed = new ArrayList<ConnectionSnapshot>();
        var seen = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot published : unsettled.turn(now)) {
            var answer = api.connection(target, published.getConnectionId());
            if (answer instanceof Answered<ConnectionSnapshot> answered) {
                var updated = Statuses.updated(published, answered.value());
                seen.add(updated);
                if (updated.getContentHash() != published.getContentHash()) {
                    changed.add(updated);
                }
            } else {
                // The next scan handles the failure; a throttled API is not called more often than it allows.
                unsettled.clear();
                break;
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        boolean inTheLog = changed.isEmpty() || publish(ofSome(changed), true) instanceof Committed;
        if (inTheLog) {
            tellWhy(enquiries.whyDropped(seen));
        }
    }

    /** @param watch whether the changed connections are to be rechecked soon */
    private Commit publish(Report report, boolean watch) {
        Commit commit = shard.commit(memory.epoch(), report.observations());
        if (!(commit instanceof Committed)) {
            unsettled.clear();
            scanDue = cadence.retry(clock.instant());
            return commit;
        }
        cadence.committed();
        memory = report.after();
        if (watch && pace.recheckInterval().compareTo(pace.interval()) < 0) {
            report.changed().forEach(it -> unsettled.changed(it, lookedAt));
        }
        listener.committed(target, report.observations(), memory.hashes().size());
        return commit;
    }

    private void standOn(Ground ground) {
        memory = memory.on(ground);
        ground.known().ifPresent(it -> {
            time.isPast(it.observedAt());
            enquiries.recall(it);
        });
    }

    /** The time of the next scan is given in event time: consumers count from the time of this observation. */
    private Heading heading(Instant observedAt) {
        Instant told = time.at(observedAt);
        Duration until = Duration.between(observedAt.truncatedTo(ChronoUnit.MILLIS), scanDue);
        return new Heading(target, told, told.plus(until), pace.interval());
    }

    private Report report(Scan scan, Heading heading) {
        if (scan instanceof Scanned scanned) {
            Settled absent = absences.settle(
                    memory.missingFrom(scanned.connections().keySet()),
                    memory.hashes().size());
            return Report.of(with(absent.there(), scanned), absent, memory, heading, pace.keyScanInterval());
        }
        return Report.of((Unscanned) scan, memory, heading);
    }

    /** Adds connections that the listing omits although a lookup finds them. */
    private Scanned with(List<ConnectionSnapshot> unlisted, Scanned listing) {
        if (unlisted.isEmpty()) {
            return listing;
        }
        var all = new TreeMap<>(listing.connections());
        unlisted.forEach(it -> all.put(it.getConnectionId(), lastListed.updated(it)));
        return new Scanned(all, listing.pages(), listing.startedAt(), listing.observedAt());
    }

    private Report ofSome(List<ConnectionSnapshot> connections) {
        return Report.of(connections, memory, heading(clock.instant()));
    }
}
