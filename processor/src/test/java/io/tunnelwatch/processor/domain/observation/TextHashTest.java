package io.tunnelwatch.processor.domain.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextHashTest {
    /** The value is stored, so it must not change; this one was computed by another program. */
    @Test
    void shouldHashAsItAlwaysDid() {
        assertThat(new TextHash().add("up").add("down").value()).isEqualTo(0xd979c19e68dc7124L);
    }

    @Test
    void shouldTellWhereTextEnds() {
        assertThat(new TextHash().add("up").add("down").value())
                .isNotEqualTo(new TextHash().add("updown").value())
                .isNotEqualTo(new TextHash().add("upd").add("own").value());
    }
}
