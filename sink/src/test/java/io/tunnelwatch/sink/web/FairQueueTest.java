package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final ArrayDeque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldTakeOneOfEachAddressInTurn() {
        // Given
        var line = new FairQueue(1, threads::add);
        for (int i = 0; i < 3; i++) {
            lineUp(line, "many", "many " + i);
        }
        lineUp(line, "other", "other");
        lineUp(line, "third", "third");

        // When
        threads.remove().run();

        // Then
        assertThat(done).containsExactly("many 0", "other", "third", "many 1", "many 2");
    }

    @Test
    void shouldStartNoMoreThreadsThanItMayAndBeginAnewWhenAllIsDone() {
        // Given
        var line = new FairQueue(2, threads::add);
        for (int i = 0; i < 5; i++) {
            lineUp(line, "a", "a " + i);
        }
        assertThat(threads).hasSize(2);

        // When
        threads.remove().run();
        threads.remove().run();

        // Then
        assertThat(done).hasSize(5);
        lineUp(line, "b", "b");
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(done).endsWith("b");
    }

    private void lineUp(FairQueue line, String place, String work) {
        line.submit(place, () -> done.add(work));
    }
}
