package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Claim;
import io.tunnelwatch.ingest.publisher.Commit;
import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Fenced;
import io.tunnelwatch.ingest.publisher.Commit.Unsure;
import io.tunnelwatch.ingest.publisher.LastKnown;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.v1.Observation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of the observations and the epoch under which this process writes it. Targets take turns; each scan is one
 * transaction.
 */
public final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final int partition;
    private final ObservationLog log;
    private final Map<String, LastKnown> untold = new HashMap<>();
    private OptionalLong epoch = OptionalLong.empty();
    private volatile boolean givenUp;

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

    /** Another process writes it. This one does not fight over it: two that fence each other in turn publish nothing good. */
    boolean isGivenUp() {
        return givenUp;
    }

    /** Empty: the log is out of reach. */
    synchronized Optional<Ground> ground(String target) {
        if (epoch.isEmpty() && !givenUp) {
            log.claim().ifPresent(this::begin);
        }
        return epoch.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ground(epoch.getAsLong(), Optional.ofNullable(untold.remove(target))));
    }

    private void begin(Claim claim) {
        epoch = OptionalLong.of(claim.epoch());
        untold.clear();
        untold.putAll(claim.known());
    }

    /**
     * Writes what a look became. False: it is not committed, or nobody knows.
     *
     * @param madeFor the epoch for which they were made; when it is over they say nothing that can be built upon
     */
    synchronized boolean commit(long madeFor, List<Observation> observations) {
        if (epoch.isEmpty() || epoch.getAsLong() != madeFor) {
            return false;
        }
        return settle(log.append(observations));
    }

    private boolean settle(Commit commit) {
        if (commit instanceof Committed) {
            return true;
        }
        epoch = OptionalLong.empty();
        if (commit instanceof Fenced) {
            givenUp = true;
            LOG.atError()
                    .addKeyValue("partition", partition)
                    .log("Another ingest process took this partition over: its targets are not polled here any more");
        } else if (commit instanceof Unsure unsure) {
            LOG.atWarn()
                    .addKeyValue("partition", partition)
                    .addKeyValue("reason", unsure.reason())
                    .log("A scan may or may not have been published: the next one says everything again");
        }
        return false;
    }
}
