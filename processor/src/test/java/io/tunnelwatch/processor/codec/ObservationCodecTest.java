package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Observations that make no sense are refused before the detector has to count with them. */
class ObservationCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"1969-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"})
    void shouldRefuseATimeThatNoClockGives(String time) {
        Instant impossible = Instant.parse(time);

        assertThatThrownBy(() -> ObservationCodec.decode("acct/region", observation(impossible, NOW)))
                .isInstanceOf(BadRecordException.class)
                .hasMessage("An observation of " + impossible);
        assertThatThrownBy(() -> ObservationCodec.decode("acct/region", observation(NOW, impossible)))
                .isInstanceOf(BadRecordException.class)
                .hasMessage("A next poll of " + impossible);
    }

    @Test
    void shouldRefuseAnotherKeyThanItsTarget() {
        assertThatThrownBy(() -> ObservationCodec.decode("acct/elsewhere", observation(NOW, NOW)))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining("has the key acct/elsewhere");
    }

    private static Observation observation(Instant observedAt, Instant nextPollDue) {
        return new Observation(
                "acct",
                "region",
                new Order(1L, 1L, 0),
                observedAt,
                nextPollDue,
                30_000L,
                ScanFailed.newBuilder()
                        .setFailure(FailureClass.THROTTLED)
                        .setCode("Throttling")
                        .build());
    }
}
