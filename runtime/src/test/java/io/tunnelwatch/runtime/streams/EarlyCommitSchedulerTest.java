package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

class EarlyCommitSchedulerTest {
    private static final Instant ANY = Instant.EPOCH;

    private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
    private final Pacing pacing = new Pacing();
    private Duration now = Duration.ZERO;
    private final EarlyCommitScheduler commits = new EarlyCommitScheduler(context, pacing, () -> now.toNanos());

    private static final class Pacing implements CommitPacing {
        private boolean isDue;
        private Duration pause = Duration.ZERO;

        @Override
        public void published(Instant of) {}

        @Override
        public boolean isCommitDue() {
            return isDue;
        }

        @Override
        public Duration retryAfter() {
            return isDue ? Duration.ZERO : pause;
        }
    }

    @Test
    void shouldRequestACommitWhenItIsDue() {
        commits.published(ANY);
        assertThat(context.committed()).isFalse();

        pacing.isDue = true;
        commits.published(ANY);

        assertThat(context.committed()).isTrue();
        assertThat(context.scheduledPunctuators()).isEmpty();
    }

    @Test
    void shouldAskAgainWhenTheTimerRuns() {
        pacing.pause = Duration.ofMillis(10);
        commits.published(ANY);
        pacing.isDue = true;

        timer().getPunctuator().punctuate(1_011);

        assertThat(context.committed()).isTrue();
        assertThat(timer().cancelled()).as("it runs once").isTrue();
    }

    /** Recent output must not wait for the timer of old output. */
    @Test
    void shouldSetAnEarlierTimerAndKeepItForLaterOnes() {
        pacing.pause = Duration.ofMillis(100);
        commits.published(ANY);
        pacing.pause = Duration.ofMillis(10);
        commits.published(ANY);
        pacing.pause = Duration.ofMillis(50);
        commits.published(ANY);

        assertThat(context.scheduledPunctuators())
                .extracting(it -> it.getInterval().toMillis() + (it.cancelled() ? " cancelled" : ""))
                .containsExactly("101 cancelled", "11");
    }

    /** The time of the context stands still during a batch of records. */
    @Test
    void shouldKeepTheTimerWhileItsTimeComesNearer() {
        for (int millis = 20; millis > 0; millis--) {
            pacing.pause = Duration.ofMillis(millis);
            commits.published(ANY);
            now = now.plusMillis(1);
        }

        assertThat(context.scheduledPunctuators()).hasSize(1);
        assertThat(timer().getInterval()).isEqualTo(Duration.ofMillis(21));
    }

    private CapturedPunctuator timer() {
        return context.scheduledPunctuators().get(0);
    }
}
