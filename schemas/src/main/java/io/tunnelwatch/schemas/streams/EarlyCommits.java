package io.tunnelwatch.schemas.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a task's commits when its thread's {@link Haste} says so. What was told too soon after a commit does not wait for
 * the next regular one: it is asked for when it may be.
 */
public final class EarlyCommits {
    private final ProcessorContext<?, ?> context;
    private final Haste haste;
    private @Nullable Cancellable alarm;

    public EarlyCommits(ProcessorContext<?, ?> context, Haste haste) {
        this.context = context;
        this.haste = haste;
    }

    /** Something was told of that time. */
    public void told(Instant of) {
        haste.told(of);
        ask();
    }

    /** Asks for the commit that is owed, if there is one. */
    public void ask() {
        if (haste.commitsNow()) {
            context.commit();
        }
        Duration pause = haste.asksAgainAfter();
        if (alarm == null && !pause.isZero()) {
            // Kafka counts in milliseconds.
            alarm = context.schedule(
                    pause.plusMillis(1).truncatedTo(ChronoUnit.MILLIS), PunctuationType.WALL_CLOCK_TIME, it -> wake());
        }
    }

    private void wake() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        ask();
    }
}
