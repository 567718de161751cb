package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusedRightTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(GroupAuthorizationException.forGroupId("gate-ops"), "grant READ on group gate-ops"),
                Arguments.of(new TopicAuthorizationException(Set.of("b", "a")), "on topic a, b"),
                Arguments.of(new TransactionalIdAuthorizationException("no"), "grant WRITE on its transactional ids"),
                Arguments.of(new ClusterAuthorizationException("no"), "grant IDEMPOTENT_WRITE on the cluster"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldSayWhatToGrantHoweverDeepTheRefusalLies(KafkaException refusal, String cure) {
        var said = RefusedRight.of("processor", new IllegalStateException(new KafkaException(refusal)));

        assertThat(said.orElseThrow())
                .hasMessageContaining("of the processor (" + refusal.getMessage() + "): ")
                .hasMessageContaining(cure)
                .hasMessageContaining("topics --acls")
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldSayNothingOfOtherFailures() {
        assertThat(RefusedRight.of("processor", new KafkaException(new TimeoutException("away"))))
                .isEmpty();
    }
}
