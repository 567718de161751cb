package io.tunnelwatch.processor.topology;

import java.time.Duration;
import java.time.Instant;

/** The test driver commits after each record anyway. */
final class NoHaste implements Haste {
    @Override
    public void told(Instant of) {}

    @Override
    public boolean commitsNow() {
        return false;
    }

    @Override
    public Duration asksAgainAfter() {
        return Duration.ZERO;
    }
}
