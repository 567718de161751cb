package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program with too little heap ends with one line that says so, and leaves nothing behind that prevents a start with more.
 */
@Tag("F-23")
class OutOfMemoryIT {
    /** The JVM's exit code when it is configured to exit on OutOfMemoryError. */
    private static final int OUT_OF_MEMORY = 3;

    private static final String LINE = "Terminating due to java.lang.OutOfMemoryError";

    @TempDir
    Path directory;

    @Test
    void shouldEndWithALineWhenMemoryIsShortAndStartAgainWithMore() throws Exception {
        var story = RandomScenario.busy(3, 60);
        try (var simulator = Simulator.start(story.scenario(), 0, Instant.now());
                var all = RunningTunnelwatch.start(newDirectory("all"), KillAndRestartIT.settings(simulator))) {
            try (var sink = all.startSink(newDirectory("sink"))) {
                sink.stop();
                assertEndsForWantOfMemory(sink, "12m");
                sink.restart();
            }
            all.stop();
            assertEndsForWantOfMemory(all, "24m");
            all.restart();
            assertThat(all.body("/api/v1/connections")).contains("single-0");
        }
    }

    private Path newDirectory(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private static void assertEndsForWantOfMemory(RunningTunnelwatch program, String heap) throws Exception {
        assertThat(program.restartUntilItEnds(heap)).isEqualTo(OUT_OF_MEMORY);
        assertThat(program.output().lines().filter(it -> it.contains("OutOfMemoryError")))
                .singleElement()
                .asString()
                .contains(LINE);
    }
}
