package io.tunnelwatch.app.world;

import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The true time of a world, and the wall clocks of its machines, which may be wrong. */
final class WorldClock {
    private final ManualClock right = new ManualClock();
    private final List<ManualClock> walls = new ArrayList<>();

    /** Returns the time since the world began. */
    Duration now() {
        return Duration.between(ManualClock.BEGAN, right.instant());
    }

    void advance(Duration by) {
        right.advance(by);
        walls.forEach(it -> it.advance(by));
    }

    /** Returns the time of the monotonic clock, which nobody sets. */
    long nanos() {
        return right.nanos();
    }

    /** Makes the wall clock of another machine. */
    ManualClock wall() {
        var wall = new ManualClock(right.instant());
        walls.add(wall);
        return wall;
    }

    /** Sets a wall clock wrong by so much. */
    void setWrong(ManualClock wall, Duration by) {
        wall.set(right.instant().plus(by));
    }

    boolean isBehind(ManualClock wall) {
        return wall.instant().isBefore(right.instant());
    }
}
