package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Commit;
import io.tunnelwatch.ingest.publisher.Commit.Committed;
import io.tunnelwatch.ingest.publisher.Commit.Fenced;
import io.tunnelwatch.ingest.publisher.Commit.Unsure;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
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
    private OptionalLong epoch = OptionalLong.empty();
    private volatile boolean givenUp;

    public Shard(int partition, ObservationLog log) {
        this.partition = partition;
        this.log = log;
    }

    /** Another process writes it. This one does not fight over it: two that fence each other in turn publish nothing good. */
    boolean isGivenUp() {
        return givenUp;
    }

    /**
     * Writes a report and returns it once it is committed. Empty: it is not, or nobody knows.
     *
     * @param report made for the epoch of which this commit will be
     */
    synchronized Optional<Report> commit(LongFunction<Report> report) {
        if (givenUp) {
            return Optional.empty();
        }
        if (epoch.isEmpty()) {
            epoch = log.claim();
        }
        if (epoch.isEmpty()) {
            return Optional.empty();
        }
        Report written = report.apply(epoch.getAsLong());
        return settle(log.append(written.observations())) ? Optional.of(written) : Optional.empty();
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
