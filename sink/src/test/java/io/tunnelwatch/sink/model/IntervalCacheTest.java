package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.IntervalCache.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntervalCacheTest {
    private static final Position POSITION = new Position("topic-1", new TreeMap<>(Map.of(0, 17L, 5, 4L)));

    @TempDir
    Path directory;

    private final Intervals intervals = new Intervals();

    @BeforeEach
    void fill() {
        RandomIntervals.of(1, "vco-1", 200).forEach(intervals::put);
        RandomIntervals.of(2, "tun-1", 50).forEach(intervals::put);
    }

    @Test
    void shouldComeBackAsItWasWritten() {
        var snapshot = new IntervalCache(directory);
        snapshot.write(POSITION, intervals);
        var read = new Intervals();

        var position = snapshot.read("topic-1", read);

        assertThat(position).contains(POSITION);
        assertThat(IntervalsTest.all(read)).isEqualTo(IntervalsTest.all(intervals));
        assertThat(read.size()).isEqualTo(250);
    }

    /** It is checked and read in pieces of 64 kB. */
    @Test
    void shouldComeBackAsItWasWrittenWhenItIsLarge() throws IOException {
        RandomIntervals.of(3, "vco-2", 9_000).forEach(intervals::put);
        var snapshot = new IntervalCache(directory);
        snapshot.write(POSITION, intervals);
        var read = new Intervals();

        assertThat(snapshot.read("topic-1", read)).contains(POSITION);
        assertThat(read.size()).isEqualTo(9_250);
        assertThat(Files.size(directory.resolve("intervals.snapshot"))).isGreaterThan(3 * 65_536);
    }

    @Test
    void shouldBeForItsOwnerOnly() throws IOException {
        Path state = directory.resolve("state");

        new IntervalCache(state).write(POSITION, intervals);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("intervals.snapshot"))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldNotBeOfUseForAnotherTopic() {
        var snapshot = new IntervalCache(directory);
        snapshot.write(POSITION, intervals);
        var read = new Intervals();

        assertThat(snapshot.read("topic-2", read)).isEmpty();
        assertThat(read.size()).isZero();
    }

    @Test
    void shouldBeMissingWhereThereIsNone() {
        assertThat(new IntervalCache(directory).read("topic-1", new Intervals()))
                .isEmpty();
    }

    @Test
    @Tag("F-54")
    void shouldNotBeTrustedWhenAnyByteIsOddOrTheEndIsLost() throws IOException {
        var snapshot = new IntervalCache(directory);
        snapshot.write(POSITION, intervals);
        Path file = directory.resolve("intervals.snapshot");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 997) {
            byte[] odd = whole.clone();
            odd[at] ^= 1;
            Files.write(file, odd);
            assertThat(snapshot.read("topic-1", new Intervals()))
                    .as("byte %d", at)
                    .isEmpty();
        }
        for (int length = 0; length < whole.length; length += 997) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(snapshot.read("topic-1", new Intervals()))
                    .as("length %d", length)
                    .isEmpty();
        }
        Files.write(file, new byte[Long.BYTES]); // the sum of nothing
        assertThat(snapshot.read("topic-1", new Intervals())).isEmpty();
    }
}
