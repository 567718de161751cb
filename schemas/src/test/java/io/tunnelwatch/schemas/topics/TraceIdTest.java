package io.tunnelwatch.schemas.topics;

import static org.assertj.core.api.Assertions.assertThat;

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
}
