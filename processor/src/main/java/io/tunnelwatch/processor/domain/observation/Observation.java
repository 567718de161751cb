package io.tunnelwatch.processor.domain.observation;

import java.time.Duration;
import java.time.Instant;

/**
 * One record of {@code vpn.observations.v1}: what a scan or a recheck of a target saw, or that its poller is silent.
 *
 * @param pollInterval configured time between two scans, the unit in which gaps are measured
 * @param polledBy consumer group whose process polled the target, on the observation that ends a scan; empty if unknown
 */
public record Observation(
        Target target, Order order, Instant observedAt, Duration pollInterval, String polledBy, Body body) {

    /** An observation whose poller is unknown. */
    public Observation(Target target, Order order, Instant observedAt, Duration pollInterval, Body body) {
        this(target, order, observedAt, pollInterval, "", body);
    }

    public Observation polledBy(String group) {
        return new Observation(target, order, observedAt, pollInterval, group, body);
    }

    /** The content of an observation. */
    public sealed interface Body permits OfConnection, OfScan, OfPoller {
        /** Returns whether it ends a scan of the target, for better or worse: everything about the scan is then decided. */
        boolean endsScan();

        /** Returns whether a poller saw it in a scan or a recheck: only such an observation brings a retired target back. */
        boolean isSeenByPoller();

        /** Calls the visitor's method for this body. */
        void accept(Visitor visitor);
    }

    /** The result for one connection. */
    public sealed interface OfConnection extends Body permits ObservedConnection, Gone, Diagnosis {
        String connectionId();

        @Override
        default boolean endsScan() {
            return false;
        }

        @Override
        default boolean isSeenByPoller() {
            return true;
        }
    }

    /** The result of a whole scan. */
    public sealed interface OfScan extends Body permits ScanCompleted, ScanFailed {
        @Override
        default boolean endsScan() {
            return true;
        }

        @Override
        default boolean isSeenByPoller() {
            return true;
        }
    }

    /** Scans of the target have stopped. */
    public sealed interface OfPoller extends Body permits Silent, Retired {
        @Override
        default boolean endsScan() {
            return true;
        }

        @Override
        default boolean isSeenByPoller() {
            return false;
        }
    }

    /** Does something for each kind of body. A new kind is a new method, which the compiler then asks of everyone. */
    public interface Visitor {
        void seen(Snapshot snapshot);

        void gone(Gone gone);

        void diagnosed(Diagnosis diagnosis);

        void scanCompleted(ScanCompleted scan);

        void scanFailed(ScanFailed failed);

        void silent(Silent silent);

        void retired(Retired retired);
    }

    /** A connection was deleted, as the API confirmed. */
    public record Gone(String connectionId) implements OfConnection {
        @Override
        public void accept(Visitor visitor) {
            visitor.gone(this);
        }
    }

    /**
     * The whole target was listed; every connection without a snapshot is unchanged.
     *
     * @param deletionsHeld connections missing from the listing, too many at once to be treated as deleted
     */
    public record ScanCompleted(int connections, long digest, int deletionsHeld) implements OfScan {
        public ScanCompleted(int connections, long digest) {
            this(connections, digest, 0);
        }

        /** Returns whether the scan saw so many connections with this sum of content hashes. */
        public boolean isOf(int number, long sum) {
            return connections == number && digest == sum;
        }

        @Override
        public void accept(Visitor visitor) {
            visitor.scanCompleted(this);
        }
    }

    /** The target could not be listed; this scan tells nothing about its connections. */
    public record ScanFailed(Failure failure, String code) implements OfScan {
        @Override
        public void accept(Visitor visitor) {
            visitor.scanFailed(this);
        }
    }

    /** The reason of a drop, in the API's words. */
    public record Diagnosis(String connectionId, String code) implements OfConnection {
        @Override
        public void accept(Visitor visitor) {
            visitor.diagnosed(this);
        }
    }

    /** The target's poller has fallen silent. */
    public record Silent() implements OfPoller {
        @Override
        public void accept(Visitor visitor) {
            visitor.silent(this);
        }
    }

    /** The target is no longer watched: its poller's settings do not name it. */
    public record Retired() implements OfPoller {
        @Override
        public void accept(Visitor visitor) {
            visitor.retired(this);
        }
    }

    /** The reason of a failed scan, as far as conclusions depend on it. */
    public enum Failure {
        CREDENTIALS,
        DENIED,
        OTHER
    }
}
