package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.scanner.DeletionCheck.Result;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The observations of a scan, of a recheck or of diagnoses, and the published state once they are committed.
 *
 * @param changed connections that changed; new ones only if there was an earlier scan
 * @param after the published state, valid if and only if the observations are committed
 */
record ObservationBatch(List<Observation> observations, List<ConnectionSnapshot> changed, PublishedTarget after) {
    ObservationBatch {
        observations = List.copyOf(observations);
        changed = List.copyOf(changed);
    }

    /**
     * The fields that all observations of a scan share.
     *
     * @param observedAt time when the last answer was complete
     */
    record CommonFields(TargetId target, Instant observedAt, Instant nextPollDue, Duration pollInterval) {}

    static ObservationBatch of(FailedScan scan, PublishedTarget published, CommonFields common) {
        var failed = new ScanFailed(scan.failureClass(), scan.code(), scan.detail(), scan.requestId());
        return new ObservationBatch(
                observations(List.of(failed), published, common), List.of(), published.afterFailedScan());
    }

    /**
     * The batch of a recheck of single connections: a scan of its own in the target's order, without a completion, because it
     * says nothing about the other connections.
     */
    static ObservationBatch of(List<ConnectionSnapshot> changed, PublishedTarget published, CommonFields common) {
        var hashes = new TreeMap<>(published.hashes());
        changed.forEach(it -> hashes.put(it.getConnectionId(), it.getContentHash()));
        return new ObservationBatch(
                observations(changed, published, common), changed, published.after(hashes, published.keyScanAt()));
    }

    static ObservationBatch ofDiagnoses(List<Diagnosis> diagnoses, PublishedTarget published, CommonFields common) {
        return new ObservationBatch(
                observations(diagnoses, published, common),
                List.of(),
                published.after(published.hashes(), published.keyScanAt()));
    }

    static ObservationBatch of(
            CompleteScan scan,
            Result missing,
            PublishedTarget published,
            CommonFields common,
            Duration keyScanInterval) {
        boolean keyScan = published
                .keyScanAt()
                .map(last -> !common.observedAt().isBefore(last.plus(keyScanInterval)))
                .orElse(true);
        var bodies = new ArrayList<Object>();
        var changed = new ArrayList<ConnectionSnapshot>();
        boolean isFirstScan = published.hashes().isEmpty();
        var hashes = new TreeMap<>(published.hashes());
        for (ConnectionSnapshot snapshot : scan.connections().values()) {
            Long before = hashes.put(snapshot.getConnectionId(), snapshot.getContentHash());
            boolean isNews = before == null || before != snapshot.getContentHash();
            if (isNews && !isFirstScan) {
                changed.add(snapshot);
            }
            if (keyScan || isNews) {
                bodies.add(snapshot);
            }
        }
        missing.deleted().forEach(it -> hashes.remove(it.getConnectionId()));
        bodies.addAll(missing.deleted());

        PublishedTarget after =
                published.after(hashes, keyScan ? Optional.of(common.observedAt()) : published.keyScanAt());
        bodies.add(new ScanCompleted(
                keyScan, hashes.size(), after.digest(), scan.pages(), scan.startedAt(), missing.notLookedUp()));
        return new ObservationBatch(observations(bodies, published, common), changed, after);
    }

    private static List<Observation> observations(List<?> bodies, PublishedTarget published, CommonFields common) {
        var observations = new ArrayList<Observation>(bodies.size());
        for (Object body : bodies) {
            observations.add(new Observation(
                    common.target().account(),
                    common.target().region(),
                    new Order(published.epoch(), published.scans() + 1, observations.size()),
                    common.observedAt(),
                    common.nextPollDue(),
                    common.pollInterval().toMillis(),
                    body));
        }
        return observations;
    }
}
