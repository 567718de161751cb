package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.poller.Report.Heading;
import io.tunnelwatch.ingest.poller.Shard.Ground;
import io.tunnelwatch.ingest.scanner.Absences;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.Scanned;
import io.tunnelwatch.ingest.scanner.Scan.Unscanned;
import io.tunnelwatch.ingest.scanner.Scanner;
import io.tunnelwatch.v1.ConnectionGone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One target: looks at it, says what is new, remembers what was said. One look at a time. */
public final class TargetPoller {
    /** Long enough that hundreds of targets do not start as one, short enough that nobody waits for it. */
    private static final Duration START_SPREAD = Duration.ofSeconds(3);

    /** What is the same for all targets. */
    public record Pace(Duration interval, Duration keyScanInterval) {}

    private final Target target;
    private final Pace pace;
    private final Scanner scanner;
    private final Absences absences;
    private final Shard shard;
    private final PollListener listener;
    private final Clock clock;
    private final Cadence cadence;
    private TargetMemory memory = TargetMemory.NOTHING;
    private Instant lastObservedAt = Instant.MIN;

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
        this.scanner = new Scanner(api, clock);
        this.absences = new Absences(target, api);
        this.shard = shard;
        this.listener = listener;
        this.clock = clock;
        long spread = Math.min(START_SPREAD.toMillis(), pace.interval().toMillis());
        this.cadence = new Cadence(pace.interval(), clock.instant().plusMillis(random.nextLong(spread)), random);
    }

    Target target() {
        return target;
    }

    Instant firstDue() {
        return cadence.anchor();
    }

    /** @return when to look again */
    Instant poll() {
        Optional<Ground> ground = shard.ground(target.key());
        if (ground.isEmpty()) {
            return cadence.retry(clock.instant());
        }
        standOn(ground.get());
        Scan scan = scanner.scan(target);
        if (Thread.currentThread().isInterrupted()) {
            // Closing: that the call was cut short says nothing about the cloud.
            return clock.instant().plus(pace.interval());
        }
        listener.scanned(target, scan);
        Instant due = cadence.next(clock.instant(), scan);
        Report report = report(scan, heading(scan, due));
        if (!shard.commit(memory.epoch(), report.observations())) {
            return cadence.retry(clock.instant());
        }
        remember(report);
        return due;
    }

    private void standOn(Ground ground) {
        memory = memory.on(ground);
        ground.known().ifPresent(it -> lastObservedAt = later(lastObservedAt, it.observedAt()));
    }

    private Heading heading(Scan scan, Instant due) {
        // Clocks are set back, and differ between two machines; event time runs on. Milliseconds are what the log keeps
        // of it.
        Instant seen = scan.observedAt().truncatedTo(ChronoUnit.MILLIS);
        lastObservedAt = seen.isAfter(lastObservedAt) ? seen : lastObservedAt.plusMillis(1);
        return new Heading(target, lastObservedAt, due, pace.interval());
    }

    private Report report(Scan scan, Heading heading) {
        if (scan instanceof Scanned scanned) {
            List<ConnectionGone> gone = absences.proven(
                    memory.missingFrom(scanned.connections().keySet()),
                    memory.hashes().size());
            return Report.of(scanned, gone, memory, heading, pace.keyScanInterval());
        }
        return Report.of((Unscanned) scan, memory, heading);
    }

    private void remember(Report committed) {
        cadence.committed();
        memory = committed.after();
        listener.committed(target, committed.observations(), memory.hashes().size());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
