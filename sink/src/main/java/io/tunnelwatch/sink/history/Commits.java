package io.tunnelwatch.sink.history;

import java.time.Duration;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Asks for a commit at once after a record that comes alone, and for one together after those that come in a burst. A commit
 * takes about as long as three hundred records: one for each made five thousand connections seen for the first time wait for
 * minutes.
 */
final class Commits {
    /** Longer than a commit takes on a busy machine, or the records of a burst would look as if they came alone. */
    private static final long ALONE_MILLIS = 200;

    private static final Duration TOGETHER = Duration.ofMillis(50);

    private final ProcessorContext<?, ?> context;
    private long lastToldMillis;
    private boolean waiting;

    private Commits(ProcessorContext<?, ?> context) {
        this.context = context;
    }

    static Commits of(ProcessorContext<?, ?> context) {
        var commits = new Commits(context);
        context.schedule(TOGETHER, PunctuationType.WALL_CLOCK_TIME, at -> commits.commitWaiting());
        return commits;
    }

    void told() {
        long now = context.currentSystemTimeMs();
        waiting = now - lastToldMillis < ALONE_MILLIS;
        lastToldMillis = now;
        if (!waiting) {
            context.commit();
        }
    }

    private void commitWaiting() {
        if (waiting) {
            waiting = false;
            context.commit();
        }
    }
}
