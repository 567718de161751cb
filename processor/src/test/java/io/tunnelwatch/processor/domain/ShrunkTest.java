package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrunkTest {
    @Test
    void shouldLeaveOnlyWhatItTakesToFail() {
        var failing = IntStream.range(0, 1_000).boxed().toList();

        var shrunk = Shrunk.of(failing, it -> it.containsAll(List.of(3, 500, 998)));

        assertThat(shrunk).containsExactly(3, 500, 998);
    }
}
