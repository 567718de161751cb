package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes observations from saved responses. Their epoch is below that of every poller and rises with the operator's time: the
 * same files at the same time are the same events, later ones come after them, and everything polled comes after all.
 */
final class ImportedScan {
    private final TargetId target;
    private final Instant at;
    private final Duration interval;

    /**
     * @param at time of the responses
     * @param interval time to the next responses; a silence of more than three intervals is a gap
     */
    ImportedScan(TargetId target, Instant at, Duration interval) {
        this.target = target;
        this.at = at;
        this.interval = interval;
    }

    List<Observation> observations(SavedScan scan, LoggedTarget past) {
        refuseMixing(past);
        var bodies = new ArrayList<Object>(scan.connections().values());
        if (scan.pages() > 0) {
            bodies.add(completed(scan, past));
        }
        if (bodies.isEmpty()) {
            throw new OperatorException("There is nothing to publish: a downloaded configuration holds no status;"
                    + " name responses that describe connections.");
        }
        var observations = new ArrayList<Observation>(bodies.size());
        for (Object body : bodies) {
            var order = new Order(epoch(), 1L, observations.size());
            observations.add(new Observation(
                    target.account(), target.region(), order, at, at.plus(interval), interval.toMillis(), body));
        }
        return observations;
    }

    /** Completes the scan. A connection that is no longer listed is not proven deleted, so it stays in the count. */
    private ScanCompleted completed(SavedScan scan, LoggedTarget past) {
        var hashes = new TreeMap<>(past.hashes());
        scan.connections().values().forEach(it -> hashes.put(it.getConnectionId(), it.getContentHash()));
        return ScanCompleted.newBuilder()
                .setKeyScan(hashes.size() == scan.connections().size())
                .setConnections(hashes.size())
                .setDigest(hashes.values().stream().mapToLong(Long::longValue).sum())
                .setPages(scan.pages())
                .setStartedAt(at)
                .build();
    }

    private long epoch() {
        return Long.MIN_VALUE + at.toEpochMilli();
    }

    private void refuseMixing(LoggedTarget past) {
        if (past.live()) {
            throw new OperatorException("Target " + target + " is or was polled: imported history would come before"
                    + " what is already known. Import into a target of another name, such as "
                    + target.account() + "-imported/" + target.region() + ".");
        }
        if (epoch() <= past.epoch() || !at.isAfter(past.observedAt())) {
            throw new OperatorException("Target " + target + " holds imported history up to " + past.observedAt()
                    + ": give a later --at, or import into a target of another name.");
        }
    }
}
