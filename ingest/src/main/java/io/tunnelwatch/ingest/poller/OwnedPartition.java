package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Claim;
import io.tunnelwatch.ingest.publisher.CommitOutcome;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Fenced;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Refused;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Unsure;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.ingest.publisher.RestoredTarget;
import io.tunnelwatch.v1.Observation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of the observations and the epoch in which this process writes it. Its targets write in turn; each scan is one
 * transaction. The consumer group decides which process owns the partition: a fenced writer claims it again, unless it was told
 * to release it.
 */
public final class OwnedPartition implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnedPartition.class);

    /** A commit takes milliseconds unless the broker is away; then the successor determines its outcome. */
    private static final Duration LET_FINISH = Duration.ofSeconds(1);

    private final int partition;
    private final ObservationLog log;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RestoredTarget> restoredTargets = new HashMap<>();
    private OptionalLong epoch = OptionalLong.empty();
    private volatile boolean closed;

    /**
     * The restored state of a target, from which its next scan starts.
     *
     * @param target last state of the target in the log; given once per epoch
     */
    record RestoredState(long epoch, Optional<RestoredTarget> target) {}

    public OwnedPartition(int partition, ObservationLog log) {
        this.partition = partition;
        this.log = log;
    }

    int partition() {
        return partition;
    }

    /** The restored state of a target; empty if the log is unreachable or owned by another process. */
    Optional<RestoredState> restoredState(String target) {
        lock.lock();
        try {
            if (epoch.isEmpty() && !closed) {
                log.claim().ifPresent(this::begin);
            }
            return epoch.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new RestoredState(epoch.getAsLong(), Optional.ofNullable(restoredTargets.remove(target))));
        } finally {
            lock.unlock();
        }
    }

    private void begin(Claim claim) {
        epoch = OptionalLong.of(claim.epoch());
        restoredTargets.clear();
        restoredTargets.putAll(claim.targets());
    }

    /**
     * Commits the observations of a scan, a recheck or diagnoses, or a retirement.
     *
     * @param madeFor epoch that the observations were made for; once it is over, they cannot be published
     */
    CommitOutcome commit(long madeFor, List<Observation> observations) {
        lock.lock();
        try {
            if (closed || epoch.isEmpty() || epoch.getAsLong() != madeFor) {
                return new Unsure("the epoch is over");
            }
            CommitOutcome commit = log.append(observations);
            takeOutcome(commit);
            return commit;
        } finally {
            lock.unlock();
        }
    }

    /** Commits a retirement; false if the log is unreachable or owned by another process. */
    public boolean retire(Observation retirement) {
        String target = retirement.getAccount() + "/" + retirement.getRegion();
        return restoredState(target)
                .filter(it -> commit(it.epoch(), List.of(retirement)) instanceof Committed)
                .isPresent();
    }

    private void takeOutcome(CommitOutcome commit) {
        if (commit instanceof Committed || commit instanceof Refused) {
            return;
        }
        epoch = OptionalLong.empty();
        if (closed) {
            return;
        }
        if (commit instanceof Fenced) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .log("Another ingest process has taken this partition over: the scan is not published");
        } else if (commit instanceof Unsure unsure) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", unsure.reason())
                    .log("It is unknown whether the scan was published: the next scan publishes every connection "
                            + "again");
        }
    }

    /** Nothing is written once this returns. */
    @Override
    public void close() {
        closed = true;
        boolean quiet = false;
        try {
            quiet = lock.tryLock(LET_FINISH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        if (quiet) {
            lock.unlock();
        }
    }
}
