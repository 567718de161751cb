package io.tunnelwatch.app.world;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The true time of a world, and the clocks of its machines, which may be wrong. */
final class WorldClock {
    static final Instant START = Instant.parse("2026-11-21T05:00:00Z");

    private Duration now = Duration.ZERO;

    Duration now() {
        return now;
    }

    void advance(Duration by) {
        now = now.plus(by);
    }

    /** The monotonic clock, which nobody sets. */
    long nanos() {
        return now.toNanos();
    }

    Wall wall() {
        return new Wall();
    }

    final class Wall extends Clock {
        private Duration wrong = Duration.ZERO;

        /** Sets the clock wrong by so much. */
        void set(Duration by) {
            wrong = by;
        }

        boolean isBehind() {
            return wrong.isNegative();
        }

        @Override
        public Instant instant() {
            return START.plus(now).plus(wrong);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
