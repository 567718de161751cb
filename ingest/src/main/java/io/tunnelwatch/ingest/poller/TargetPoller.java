package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.ingest.poller.Report.Heading;
import io.tunnelwatch.ingest.poller.Shard.Ground;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One target: looks at it, says what is new, remembers what was said. One look at a time. */
public final class TargetPoller {
    private static final Logger LOG = LoggerFactory.getLogger(TargetPoller.class);

    /** Long enough that hundreds of targets do not start as one, short enough that nobody waits for it. */
    private static final Duration START_SPREAD = Duration.ofSeconds(3);

    /** A scan is not to wait for them: a call takes a tenth of a second, and ten a minute is all that is allowed. */
    private static final int MOST_PEERS_AT_ONCE = 5;

    /** What is the same for all targets. */
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
    private final Peers peers = new Peers();
    private final Drops drops = new Drops();
    private final EventTime time = new EventTime();
    private Instant scanDue;
    private boolean recheckPlanned;
    private boolean deletionsHeld;
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

    Instant firstDue() {
        return scanDue;
    }

    /** @return when to look again */
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

    /** The scan when it is time for it, or what just changed until then. */
    private void look() {
        Instant now = clock.instant();
        boolean setBack = now.isBefore(lookedAt);
        lookedAt = now;
        if (setBack) {
            unsettled.clear(); // what was due before is not due for as long as the clock was set back
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
            return; // closing: that the call was cut short says nothing about the cloud
        }
        listener.scanned(target, scan);
        scanDue = cadence.next(clock.instant(), scan);
        if (scan instanceof Scanned scanned) {
            unsettled.keepOnly(scanned.connections().keySet());
        }
        if (scan instanceof Scanned scanned && pace.peerConfigurations()) {
            peers.join(scanned.connections());
        }
        boolean published = publish(report(scan, heading(scan.observedAt())), true);
        if (published && scan instanceof Scanned scanned) {
            ask(scanned);
        }
    }

    /** What else is to be known, once it is said what was seen. */
    private void ask(Scanned scanned) {
        if (pace.diagnoses()) {
            diagnose(drops.scanned(scanned.connections().values()));
        }
        if (pace.peerConfigurations()) {
            askForPeers(scanned);
        }
    }

    /** Once for each drop; the cloud knows why for three minutes. */
    private void diagnose(Drops.Confirmed dropped) {
        if (!dropped.isEmpty()
                && api.diagnoses(target, dropped.connectionIds(), dropped.tunnelIds())
                        instanceof Answered<List<Diagnosis>> answered
                && !answered.value().isEmpty()) {
            publish(Report.ofDiagnoses(answered.value(), memory, heading(clock.instant())), false);
        }
    }

    /** A few at a time: at first sight of a connection, and when its configuration changed. */
    private void askForPeers(Scanned scanned) {
        var fetched = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot wanting : peers.turn(scanned.connections(), MOST_PEERS_AT_ONCE)) {
            var answer = api.peerConfiguration(target, wanting.getConnectionId());
            if (answer instanceof Answered<PeerConfiguration> answered) {
                fetched.add(peers.fetched(wanting, answered.value()));
            } else if (answer instanceof Failed<PeerConfiguration> failed
                    && failed.failureClass() != FailureClass.UNKNOWN) {
                break; // it would be the same with the next one
            }
        }
        if (!fetched.isEmpty() && !Thread.currentThread().isInterrupted()) {
            publish(ofSome(fetched), false);
            fetched.forEach(unsettled::completed);
        }
    }

    /** What shows nothing new is not published. */
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
                // Whatever it is, the next scan finds out; nobody is asked more often than they like.
                unsettled.clear();
                break;
            }
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        boolean inTheLog = changed.isEmpty() || publish(ofSome(changed), true);
        if (inTheLog && pace.diagnoses()) {
            diagnose(drops.rechecked(seen));
        }
    }

    /** @param watch what changed in it is looked at again soon */
    private boolean publish(Report report, boolean watch) {
        if (!shard.commit(memory.epoch(), report.observations())) {
            unsettled.clear();
            scanDue = cadence.retry(clock.instant());
            return false;
        }
        cadence.committed();
        memory = report.after();
        if (watch && pace.recheckInterval().compareTo(pace.interval()) < 0) {
            report.changed().forEach(it -> unsettled.changed(it, lookedAt));
        }
        listener.committed(target, report.observations(), memory.hashes().size());
        return true;
    }

    private void standOn(Ground ground) {
        memory = memory.on(ground);
        ground.known().ifPresent(it -> {
            time.isPast(it.observedAt());
            peers.recall(it.peers());
        });
    }

    private Heading heading(Instant observedAt) {
        return new Heading(target, time.at(observedAt), scanDue, pace.interval());
    }

    private Report report(Scan scan, Heading heading) {
        if (scan instanceof Scanned scanned) {
            Settled absent = absences.settle(
                    memory.missingFrom(scanned.connections().keySet()),
                    memory.hashes().size());
            tellOnce(absent.held());
            return Report.of(scanned, absent, memory, heading, pace.keyScanInterval());
        }
        return Report.of((Unscanned) scan, memory, heading);
    }

    private Report ofSome(List<ConnectionSnapshot> connections) {
        return Report.of(connections, memory, heading(clock.instant()));
    }

    private void tellOnce(int held) {
        if (held > 0 && !deletionsHeld) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("missing", held)
                    .addKeyValue("of", memory.hashes().size())
                    .log(
                            "So many connections are missing at once that none is taken for deleted, which may be a fault of"
                                    + " the listing or of permissions; if they were deleted, set poll.missing.share to 1"
                                    + " until they are gone");
        } else if (held == 0 && deletionsHeld) {
            LOG.atInfo().addKeyValue("target", target).log("Deletions are believed again");
        }
        deletionsHeld = held > 0;
    }
}
