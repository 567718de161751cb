package io.tunnelwatch.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TraceIdTest {
    /** The first 16 bytes that {@code printf prod/eu/7/12 | sha256sum} prints: others derive it without our code. */
    @Test
    void shouldBeDerivedAsTheDocumentsSay() {
        assertThat(TraceId.of("prod", "eu", 7, 12)).isEqualTo("e6023339d8a9006058b8a524b89a063c");
    }

    @Test
    void shouldDifferBetweenScansAndTargets() {
        assertThat(TraceId.of("prod", "eu", 7, 12))
                .isNotEqualTo(TraceId.of("prod", "eu", 7, 13))
                .isNotEqualTo(TraceId.of("prod", "eu", 8, 12))
                .isNotEqualTo(TraceId.of("test", "eu", 7, 12));
    }

    /** Version, trace, the first 8 bytes that {@code printf step-1 | sha256sum} prints, and the flag "recorded". */
    @Test
    void shouldFormAHeaderOfTraceContext() {
        // Given
        var event = new CloudEvent("step-1", "io.tunnelwatch.alert.v1", "prod/eu", "vco-1", Instant.EPOCH);

        // When
        var headers = event.headers(TraceId.of("prod", "eu", 7, 12));

        // Then
        assertThat(headers.lastHeader("traceparent").value())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("00-e6023339d8a9006058b8a524b89a063c-fec07dd14ac0d78f-01");
        assertThat(event.headers("").lastHeader("traceparent")).isNull();
    }
}
