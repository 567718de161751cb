package io.tunnelwatch.processor.domain.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderTest {
    private static final Order ORDER = new Order(2, 5, 1);

    @Test
    void shouldCompareEpochFirstAndIndexLast() {
        assertThat(ORDER.isPast(new Order(1, 9, 9))).isTrue();
        assertThat(ORDER.isPast(new Order(2, 4, 9))).isTrue();
        assertThat(ORDER.isPast(new Order(2, 5, 0))).isTrue();
        assertThat(ORDER.isPast(new Order(3, 0, 0))).isFalse();
    }

    /** A record that is read again must not be judged again. */
    @Test
    void shouldNotBePastItself() {
        assertThat(ORDER.isPast(new Order(2, 5, 1))).isFalse();
    }
}
