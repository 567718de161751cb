package io.tunnelwatch.app.fuzz;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import java.time.Instant;

/** Observations around a body that was seen. */
final class FuzzedObservations {
    private static final Instant THEN = Instant.parse("2026-11-21T05:00:00Z");

    private FuzzedObservations() {}

    static Observation at(ConnectionSnapshot seen) {
        return new Observation("acct", "cn-hangzhou", new Order(1L, 1L, 0), THEN, THEN.plusSeconds(30), 30_000L, seen);
    }
}
