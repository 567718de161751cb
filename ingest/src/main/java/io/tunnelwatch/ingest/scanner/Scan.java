package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The result of scanning a target. */
public sealed interface Scan {
    /** The time when the last answer was complete. */
    Instant observedAt();

    /** @param connections connections by id */
    record CompleteScan(
            SortedMap<String, ConnectionSnapshot> connections, int pages, Instant startedAt, Instant observedAt)
            implements Scan {
        public CompleteScan {
            connections = Collections.unmodifiableSortedMap(new TreeMap<>(connections));
        }
    }

    record FailedScan(
            FailureClass failureClass,
            String code,
            String detail,
            String requestId,
            Optional<Duration> retryAfter,
            Instant observedAt)
            implements Scan {}
}
