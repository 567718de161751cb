package io.tunnelwatch.processor.domain;

import java.time.Duration;
import java.time.Instant;

/**
 * One record of what a look at a target saw.
 *
 * @param pollInterval the configured distance of two looks: the unit in which gaps are measured
 * @param polledBy the group of pollers that looked, where a look ends; empty where nobody says
 */
public record Observation(
        Target target, Order order, Instant observedAt, Duration pollInterval, String polledBy, Body body) {

    /** Of which nobody says who looked. */
    public Observation(Target target, Order order, Instant observedAt, Duration pollInterval, Body body) {
        this(target, order, observedAt, pollInterval, "", body);
    }

    public Observation polledBy(String group) {
        return new Observation(target, order, observedAt, pollInterval, group, body);
    }

    /** What was seen. */
    public sealed interface Body permits Snapshot, Gone, ScanCompleted, ScanFailed, Diagnosis, Silent, Retired {
        /** Whether a look at the target ends with it, for better or worse: all that was to be decided of it is decided. */
        default boolean endsLook() {
            return this instanceof ScanCompleted
                    || this instanceof ScanFailed
                    || this instanceof Silent
                    || this instanceof Retired;
        }
    }

    /** A connection was deleted, and the API said so. */
    public record Gone(String connectionId) implements Body {}

    /**
     * The whole target was listed; every connection that was not mentioned is as it was.
     *
     * @param deletionsHeld connections that are missing from it, too many at once to be taken for deleted
     */
    public record ScanCompleted(int connections, long digest, int deletionsHeld) implements Body {
        public ScanCompleted(int connections, long digest) {
            this(connections, digest, 0);
        }
    }

    /** The target could not be listed; nothing is known of its connections from this look. */
    public record ScanFailed(Failure failure, String code) implements Body {}

    /** Why a drop happened, in the API's words. */
    public record Diagnosis(String connectionId, String code) implements Body {}

    /** No poller has been heard of. */
    public record Silent() implements Body {}

    /** The target is not to be watched any more: its poller's settings do not name it. */
    public record Retired() implements Body {}

    /** Why a scan failed, as far as it matters to what is concluded from it. */
    public enum Failure {
        CREDENTIALS,
        DENIED,
        OTHER
    }
}
