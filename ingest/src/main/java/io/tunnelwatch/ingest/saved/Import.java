package io.tunnelwatch.ingest.saved;

import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** An import of saved responses into the log. Every method throws OperatorException for what it cannot accept. */
public final class Import {
    private final TargetId target;
    private final SavedScan scan;
    private final ImportedScan history;

    private Import(TargetId target, SavedScan scan, ImportedScan history) {
        this.target = target;
        this.scan = scan;
        this.history = history;
    }

    /**
     * Reads the files.
     *
     * @param at time of the responses
     * @param interval time to the next responses
     * @param files responses of one scan: all pages of one listing, single connections
     */
    public static Import of(
            Settings settings, TargetId target, Instant at, Duration interval, List<Path> files, Clock clock) {
        if (at.isAfter(clock.instant()) || at.isBefore(Instant.EPOCH)) {
            throw new OperatorException("--at " + at + " is not in the past: give the time of the responses, such as"
                    + " 2026-11-01T08:00:00Z.");
        }
        if (interval.isNegative() || interval.isZero()) {
            throw new OperatorException("--interval " + interval + " is not positive: give a time such as PT30S.");
        }
        SavedScan scan = SavedScan.read(files, new ResponseMapper(IngestSettings.fingerprints(settings)));
        return new Import(target, scan, new ImportedScan(target, at.truncatedTo(ChronoUnit.MILLIS), interval));
    }

    /** The observations that would be published if the log held nothing of the target. Does not access the log. */
    public List<Observation> preview() {
        return history.observations(scan, LoggedTarget.NONE);
    }

    /** Publishes the observations in one transaction and returns them. */
    public List<Observation> publish(KafkaAccess kafka) {
        Prerequisites.require(kafka, List.of(Topics.OBSERVATIONS));
        return new ImportLog(kafka, target).append(past -> history.observations(scan, past));
    }

    /** The number of files that were read but yield no observation. */
    public int unusedFiles() {
        return scan.peers();
    }
}
