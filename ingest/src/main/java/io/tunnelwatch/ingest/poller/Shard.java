package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Claim;
import io.tunnelwatch.ingest.publisher.Commit;
import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Fenced;
import io.tunnelwatch.ingest.publisher.Commit.Refused;
import io.tunnelwatch.ingest.publisher.Commit.Unsure;
import io.tunnelwatch.ingest.publisher.LastKnown;
import io.tunnelwatch.ingest.publisher.ObservationLog;
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
 * A partition of the observations and the epoch under which this process writes it. Targets take turns; each scan is one
 * transaction. Whether the partition is this process's own, the group decides: who is fenced claims anew, unless it was
 * told meanwhile to let go.
 */
public final class Shard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** A commit is over in milliseconds, unless the broker is away; then the successor finds out what became of it. */
    private static final Duration LET_FINISH = Duration.ofSeconds(1);

    private final int partition;
    private final ObservationLog log;
    private final ReentrantLock turn = new ReentrantLock();
    private final Map<String, LastKnown> untold = new HashMap<>();
    private OptionalLong epoch = OptionalLong.empty();
    private volatile boolean closed;

    /**
     * What a target stands on when it is looked at.
     *
     * @param known what the log holds of the target, told once in an epoch
     */
    record Ground(long epoch, Optional<LastKnown> known) {}

    public Shard(int partition, ObservationLog log) {
        this.partition = partition;
        this.log = log;
    }

    int partition() {
        return partition;
    }

    /** Empty: the log is out of reach, or another's. */
    Optional<Ground> ground(String target) {
        turn.lock();
        try {
            if (epoch.isEmpty() && !closed) {
                log.claim().ifPresent(this::begin);
            }
            return epoch.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Ground(epoch.getAsLong(), Optional.ofNullable(untold.remove(target))));
        } finally {
            turn.unlock();
        }
    }

    private void begin(Claim claim) {
        epoch = OptionalLong.of(claim.epoch());
        untold.clear();
        untold.putAll(claim.known());
    }

    /**
     * Writes what a look became.
     *
     * @param madeFor the epoch for which they were made; when it is over they say nothing that can be built upon
     */
    Commit commit(long madeFor, List<Observation> observations) {
        turn.lock();
        try {
            if (closed || epoch.isEmpty() || epoch.getAsLong() != madeFor) {
                return new Unsure("the epoch is over");
            }
            Commit commit = log.append(observations);
            settle(commit);
            return commit;
        } finally {
            turn.unlock();
        }
    }

    /** Whether it is in the log now; false when that is out of reach, or another's. */
    public boolean retire(Observation retirement) {
        String target = retirement.getAccount() + "/" + retirement.getRegion();
        return ground(target)
                .filter(it -> commit(it.epoch(), List.of(retirement)) instanceof Committed)
                .isPresent();
    }

    private void settle(Commit commit) {
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
                    .log("Another ingest process claimed this partition: the scan is not published");
        } else if (commit instanceof Unsure unsure) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", unsure.reason())
                    .log("A scan may or may not have been published: the next one says everything again");
        }
    }

    /** Nothing is written once this returns. */
    @Override
    public void close() {
        closed = true;
        boolean quiet = false;
        try {
            quiet = turn.tryLock(LET_FINISH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
        if (quiet) {
            turn.unlock();
        }
    }
}
