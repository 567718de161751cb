package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.simulator.Facet;
import io.tunnelwatch.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The simulated cloud's own record of what happened.
 *
 * @param blur the largest difference between a listing's content and the time at which it was complete
 */
record CloudRecord(Simulator simulator, Duration blur) {
    private static final Duration QUIET_MACHINE = Duration.ofMillis(700);

    CloudRecord(Simulator simulator) {
        this(simulator, QUIET_MACHINE);
    }

    /** The raw status of every connection and tunnel, without those that were just changing. */
    TreeMap<String, String> settledAt(Instant time) {
        var before = laddersAt(time.minus(blur));
        var after = laddersAt(time);
        before.values().removeIf(status -> status.isEmpty());
        before.entrySet().removeIf(it -> !it.getValue().equals(after.get(it.getKey())));
        return before;
    }

    /** Whether an entity had this status at some moment within the blur. */
    boolean readSo(String entity, String status, Instant time) {
        for (Instant at = time.minus(blur); !at.isAfter(time); at = at.plusMillis(50)) {
            if (Optional.of(status).equals(Optional.ofNullable(laddersAt(at).get(entity)))) {
                return true;
            }
        }
        return false;
    }

    private TreeMap<String, String> laddersAt(Instant time) {
        var ladders = new TreeMap<String, String>();
        simulator.truth().values(time).forEach((point, value) -> {
            if (point.facet() == Facet.STATUS) {
                String tunnel = point.tunnelId();
                ladders.put(tunnel == null ? point.connectionId() : tunnel, value);
            }
        });
        return ladders;
    }
}
