package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;
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
    private long alarmAtMillis;

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
        if (!pause.isZero()) {
            wakeAfter(pause.toMillis() + 1); // Kafka's timers have millisecond resolution
        }
    }

    /** Sets the timer, unless it is set for an earlier time already. */
    private void wakeAfter(long millis) {
        long at = context.currentSystemTimeMs() + millis;
        if (alarm == null || at < alarmAtMillis) {
            cancel();
            alarmAtMillis = at;
            alarm = context.schedule(Duration.ofMillis(millis), PunctuationType.WALL_CLOCK_TIME, it -> {
                cancel();
                requestIfDue();
            });
        }
    }

    private void cancel() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}
