package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

class CommitsTest {
    private final MockProcessorContext<String, String> context = new MockProcessorContext<>();
    private final Commits commits = Commits.of(context);

    @Test
    void shouldCommitAtOnceWhatComesAlone() {
        // Given
        tellAt(1_000);
        context.resetCommit();

        // When
        tellAt(9_000);

        // Then
        assertThat(context.committed()).isTrue();
    }

    @Test
    void shouldCommitTogetherWhatComesInABurst() {
        // Given
        tellAt(1_000);
        context.resetCommit();

        // When
        tellAt(1_010);
        tellAt(1_150);

        // Then
        assertThat(context.committed()).as("one by one").isFalse();
        tick(1_160);
        assertThat(context.committed()).as("together").isTrue();
    }

    @Test
    void shouldCommitNothingWhenNothingWasTold() {
        // Given
        tellAt(1_000);
        tellAt(1_010);
        tick(1_050);
        context.resetCommit();

        // When
        tick(1_100);

        // Then
        assertThat(context.committed()).isFalse();
    }

    private void tellAt(long millis) {
        context.setCurrentSystemTimeMs(millis);
        commits.told();
    }

    private void tick(long millis) {
        context.setCurrentSystemTimeMs(millis);
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(millis);
    }
}
