package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A wall clock that a test sets while a process uses it: a library that is loaded before libc, compiled here, and a file with
 * the offset.
 */
record PreloadedClock(Path library, Path offset) {
    private static final String VARIABLE = "PRELOADED_CLOCK";

    /** Compiles the library; empty if there is no C compiler, or none that can build it. */
    static Optional<PreloadedClock> compile(Path directory) throws IOException, InterruptedException {
        Path source = directory.resolve("preloaded-clock.c");
        try (var code = PreloadedClock.class.getResourceAsStream("preloaded-clock.c")) {
            Files.copy(Objects.requireNonNull(code), source);
        }
        var clock = new PreloadedClock(directory.resolve("preloaded-clock.so"), directory.resolve("clock.offset"));
        clock.set(Duration.ZERO);
        return clock.isMadeOf(source) ? Optional.of(clock) : Optional.empty();
    }

    /** The environment of a process that uses this clock. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), VARIABLE, offset.toString());
    }

    /** Sets the clock ahead by this much. */
    void set(Duration ahead) throws IOException {
        var bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.putLong(ahead.toSeconds()).flip();
        try (var file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(bytes, 0);
        }
    }

    void setRight() {
        try {
            set(Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isMadeOf(Path source) throws InterruptedException {
        try {
            var compiler = new ProcessBuilder(List.of(
                            "gcc",
                            "-O2",
                            "-Wall",
                            "-shared",
                            "-fPIC",
                            "-o",
                            library.toString(),
                            source.toString(),
                            "-ldl"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return compiler.waitFor(60, TimeUnit.SECONDS) && compiler.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
