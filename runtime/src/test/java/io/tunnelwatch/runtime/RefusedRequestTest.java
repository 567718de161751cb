package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cluster that refuses is not one that is away: its operator has something else to do. */
class RefusedRequestTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(new TimeoutException("no answer"), "does not answer", "check bootstrap.servers"),
                Arguments.of(new SaslAuthenticationException("who?"), "does not let this client in", "login"),
                Arguments.of(new TopicAuthorizationException("no"), "refuses a request", "topics --acls"),
                Arguments.of(new UnsupportedVersionException("what?"), "is too old", "2.5 or newer"),
                Arguments.of(new PolicyViolationException("no"), "refuses a request", "--format kafka-cli"),
                Arguments.of(
                        new InvalidConfigurationException("segment.ms"), "refuses a request", "by the means of your"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void shouldSayWhatToDo(ApiException cause, String what, String cure) {
        var said = RefusedRequest.of("kafka:9093", cause);
        assertThat(said)
                .hasMessageContaining("Kafka at kafka:9093 " + what)
                .hasMessageContaining(String.valueOf(cause.getMessage()))
                .hasMessageContaining(cure)
                .hasCause(cause);
    }
}
