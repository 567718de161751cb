package io.tunnelwatch.processor.domain.observation;

import java.time.Duration;
import java.time.Instant;

/**
 * One record of {@code vpn.observations.v1}: what a scan or a recheck of a target saw, or that its poller is silent.
 *
 * @param pollInterval configured time between two scans, the unit in which gaps are measured
 * @param polledBy group that polled the target, on the observation that ends a scan; empty if unknown
 */
public record Observation(
        Target target, Order order, Instant observedAt, Duration pollInterval, String polledBy, Body body) {

    /** An observation without a polling group. */
    public Observation(Target target, Order order, Instant observedAt, Duration pollInterval, Body body) {
        this(target, order, observedAt, pollInterval, "", body);
    }

    public Observation polledBy(String group) {
        return new Observation(target, order, observedAt, pollInterval, group, body);
    }

    /** The content of an observation. */
    public sealed interface Body permits Snapshot, Gone, ScanCompleted, ScanFailed, Diagnosis, Silent, Retired {
        /** Returns whether it ends a scan of the target, for better or worse: everything about the scan is then decided. */
        default boolean endsScan() {
            return this instanceof ScanCompleted
                    || this instanceof ScanFailed
                    || this instanceof Silent
                    || this instanceof Retired;
        }
    }

    /** A connection was deleted, as the API confirmed. */
    public record Gone(String connectionId) implements Body {}

    /**
     * The whole target was listed; every connection without a snapshot is unchanged.
     *
     * @param deletionsHeld connections missing from the listing, too many at once to be treated as deleted
     */
    public record ScanCompleted(int connections, long digest, int deletionsHeld) implements Body {
        public ScanCompleted(int connections, long digest) {
            this(connections, digest, 0);
        }
    }

    /** The target could not be listed; this scan tells nothing about its connections. */
    public record ScanFailed(Failure failure, String code) implements Body {}

    /** The reason of a drop, in the API's words. */
    public record Diagnosis(String connectionId, String code) implements Body {}

    /** The target's poller has fallen silent. */
    public record Silent() implements Body {}

    /** The target is no longer watched: its poller's settings do not name it. */
    public record Retired() implements Body {}

    /** The reason of a failed scan, as far as conclusions depend on it. */
    public enum Failure {
        CREDENTIALS,
        DENIED,
        OTHER
    }
}
