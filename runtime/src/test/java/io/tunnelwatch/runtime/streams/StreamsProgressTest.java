package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.streams.StreamsProgress.Position;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StreamsProgressTest {
    private static final TopicPartition ONE = new TopicPartition("vpn.observations.v1", 0);
    private static final TopicPartition OTHER = new TopicPartition("vpn.observations.v1", 1);

    private final StreamsProgress progress = new StreamsProgress(0);

    @Test
    void shouldBeStuckWhileNothingIsCommittedOfWhatThereIs() {
        look(0, Map.of(ONE, new Position(5, 9)));
        look(30, Map.of(ONE, new Position(5, 9)));
        look(61, Map.of(ONE, new Position(5, 12)));

        assertThat(progress.stuckFor(seconds(61))).isEqualTo(Duration.ofSeconds(61));
    }

    @Test
    void shouldNotBeStuckWithNothingToDo() {
        look(0, Map.of(ONE, new Position(9, 9)));
        look(3_600, Map.of(ONE, new Position(9, 9)));

        assertThat(progress.stuckFor(seconds(3_600))).isZero();
    }

    @Test
    void shouldNotBeStuckWhileItCatchesUp() {
        for (int i = 0; i < 100; i++) {
            look(30L * i, Map.of(ONE, new Position(i, 1_000)));
        }

        assertThat(progress.stuckFor(seconds(99 * 30))).isZero();
    }

    @Test
    void shouldBeStuckThoughAnotherPartitionGoesOn() {
        for (int i = 0; i <= 3; i++) {
            look(30L * i, Map.of(ONE, new Position(5, 9), OTHER, new Position(i, 100)));
        }

        assertThat(progress.stuckFor(seconds(90))).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void shouldNotBeBlamedForWhatSomebodyElseWasStuckWith() {
        look(0, Map.of(ONE, new Position(5, 9)));
        look(100, Map.of(OTHER, new Position(5, 9)));

        assertThat(progress.stuckFor(seconds(100))).isZero();
    }

    @Test
    void shouldCountWhatShowsInNoCommit() {
        look(0, Map.of(ONE, new Position(5, 9)));
        progress.moved(seconds(50));
        look(100, Map.of(ONE, new Position(5, 9)));

        assertThat(progress.stuckFor(seconds(100))).isEqualTo(Duration.ofSeconds(50));
    }

    private void look(long second, Map<TopicPartition, Position> positions) {
        progress.update(seconds(second), positions);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
