package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class VisibleTopicsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Whoever took a hidden topic for a deleted one would end a process, or read a log again, for want of a right. */
    @Test
    void shouldTellAMissingTopicFromAHiddenOne() throws Exception {
        // Given
        var alerts = new TopicDescription("alerts", false, List.of());

        // When
        var visible = VisibleTopics.of(
                Map.of(
                        "alerts", KafkaFuture.completedFuture(alerts),
                        "history", failed(new UnknownTopicOrPartitionException("none")),
                        "targets", failed(new TopicAuthorizationException("not yours"))),
                PATIENCE);

        // Then
        assertThat(visible.there()).isEqualTo(Map.of("alerts", alerts));
        assertThat(visible.missing()).containsExactly("history");
        assertThat(visible.hidden()).containsExactly("targets");
    }

    @Test
    void shouldConcludeNothingFromAnotherFailure() {
        // Given
        var answers = Map.of("alerts", failed(new DisconnectException("gone")));

        // When
        assertThatThrownBy(() -> VisibleTopics.of(answers, PATIENCE))
                // Then
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(DisconnectException.class);
    }

    @Test
    void shouldNotWaitForEverForAnAnswer() {
        // Given
        Map<String, KafkaFuture<TopicDescription>> answers = Map.of("alerts", new KafkaFutureImpl<>());

        // When
        assertThatThrownBy(() -> VisibleTopics.of(answers, Duration.ofMillis(1)))
                // Then
                .isInstanceOf(TimeoutException.class);
    }

    private static KafkaFuture<TopicDescription> failed(Exception cause) {
        var future = new KafkaFutureImpl<TopicDescription>();
        future.completeExceptionally(cause);
        return future;
    }
}
