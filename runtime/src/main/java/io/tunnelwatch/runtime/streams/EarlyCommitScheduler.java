package io.tunnelwatch.runtime.streams;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests a task's commits when its thread's {@link CommitPacing} says so. Output that comes too soon after a commit does not wait
 * for the next regular one: a timer requests the commit as soon as it is allowed.
 */
public final class EarlyCommitScheduler {
    /** The resolution of Kafka's timers. */
    private static final Duration RESOLUTION = Duration.ofMillis(1);

    private final ProcessorContext<?, ?> context;
    private final CommitPacing pacing;
    private final LongSupplier nanoTime;
    private @Nullable Cancellable timer;
    private long timerNanos;

    public EarlyCommitScheduler(ProcessorContext<?, ?> context, CommitPacing commitPacing) {
        this(context, commitPacing, System::nanoTime);
    }

    /** @param nanoTime the clock; the context's own stands still while a batch of records is processed */
    EarlyCommitScheduler(ProcessorContext<?, ?> context, CommitPacing commitPacing, LongSupplier nanoTime) {
        this.context = context;
        this.pacing = commitPacing;
        this.nanoTime = nanoTime;
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
            setTimer(pause);
        }
    }

    /** Sets the timer, unless it runs out as early already. */
    private void setTimer(Duration pause) {
        long at = nanoTime.getAsLong() + pause.toNanos();
        if (timer == null || at - timerNanos < -RESOLUTION.toNanos()) {
            cancelTimer();
            timerNanos = at;
            timer = context.schedule(
                    pause.truncatedTo(ChronoUnit.MILLIS).plus(RESOLUTION), PunctuationType.WALL_CLOCK_TIME, it -> {
                        cancelTimer();
                        requestIfDue();
                    });
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
