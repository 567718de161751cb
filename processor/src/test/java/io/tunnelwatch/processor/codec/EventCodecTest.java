package io.tunnelwatch.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.v1.ConfigurationChange;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldSplitThePathOfATunnelOnly() {
        // Given
        var transition = new Transition(
                Transition.Kind.CONFIGURATION_CHANGED,
                "id",
                new Event.Cause(new Target("acct", "region"), new Order(1, 2, 3), NOW),
                null,
                null,
                NOW,
                List.of(
                        new Change("tun-a.ike.encryption", "aes", "aes256"),
                        new Change("ike.encryption", "aes", "aes256"),
                        new Change("tun-a", "", "there"),
                        new Change("tags", "", "x=y")),
                false);

        // When
        var changes = EventCodec.encode(transition).getChanges();

        // Then
        assertThat(changes)
                .containsExactly(
                        new ConfigurationChange("tun-a", "ike.encryption", "aes", "aes256"),
                        new ConfigurationChange(null, "ike.encryption", "aes", "aes256"),
                        new ConfigurationChange(null, "tun-a", "", "there"),
                        new ConfigurationChange(null, "tags", "", "x=y"));
    }
}
