package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.simulator.World;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** The simulated cloud's own record of what happened. */
record Truth(Simulator simulator) {
    /** Between what a listing says and the time at which it was complete lies this much at most. */
    private static final Duration BLUR = Duration.ofMillis(700);

    /** The raw ladder of every connection and tunnel; those left out that were just changing. */
    TreeMap<String, String> settledAt(Instant time) {
        var before = laddersAt(time.minus(BLUR));
        var after = laddersAt(time);
        var settled = new TreeMap<String, String>();
        before.forEach((entity, status) -> {
            if (status.equals(after.get(entity))) {
                settled.put(entity, status);
            }
        });
        return settled;
    }

    /** Whether an entity read so at some moment within the blur. */
    boolean readSo(String entity, String status, Instant time) {
        for (Instant at = time.minus(BLUR); !at.isAfter(time); at = at.plusMillis(50)) {
            if (Optional.of(status).equals(Optional.ofNullable(laddersAt(at).get(entity)))) {
                return true;
            }
        }
        return false;
    }

    private TreeMap<String, String> laddersAt(Instant time) {
        var ladders = new TreeMap<String, String>();
        String[] target = Story.TARGET.split("/");
        for (World.Live live : simulator.world().at(simulator.storyTime(time), target[0], target[1])) {
            if (live.tunnels().isEmpty()) {
                ladders.put(live.connection().id(), live.own().status());
            }
            live.tunnels().forEach((id, measured) -> ladders.put(id, measured.status()));
        }
        return ladders;
    }
}
