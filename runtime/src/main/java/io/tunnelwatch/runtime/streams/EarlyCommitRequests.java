package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests a task's commits when its thread's {@link CommitPacing} says so. Output that comes too soon after a commit does not wait
 * for the next regular one: a timer requests the commit as soon as it is allowed.
 */
public final class EarlyCommitRequests {
    private final ProcessorContext<?, ?> context;
    private final CommitPacing pacing;
    private @Nullable Cancellable alarm;

    public EarlyCommitRequests(ProcessorContext<?, ?> context, CommitPacing commitPacing) {
        this.context = context;
        this.pacing = commitPacing;
    }

    /** Notes that output about this time was published. */
    public void published(Instant of) {
        pacing.published(of);
        requestIfDue();
    }

    /** Requests the pending commit, if there is one. */
    public void requestIfDue() {
        if (pacing.isCommitDue()) {
            context.commit();
        }
        Duration pause = pacing.retryAfter();
        if (alarm == null && !pause.isZero()) {
            // Kafka's timers have millisecond resolution.
            alarm = context.schedule(
                    pause.plusMillis(1).truncatedTo(ChronoUnit.MILLIS), PunctuationType.WALL_CLOCK_TIME, it -> wake());
        }
    }

    private void wake() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
        requestIfDue();
    }
}
