package io.tunnelwatch.schemas.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerTest {
    private static final Function<String, Optional<String>> MEANING =
            text -> text.equals("grüne Wolke") ? Optional.of(text) : Optional.empty();

    @TempDir
    Path directory;

    @Test
    void shouldSayWhatWasWritten() throws IOException {
        var marker = new Marker(directory.resolve("tells-of.txt"));

        marker.write("grüne Wolke");

        assertThat(marker.read(MEANING)).contains("grüne Wolke");
    }

    @Test
    void shouldSayNothingBeforeItIsWritten() throws IOException {
        assertThat(new Marker(directory.resolve("tells-of.txt")).read(MEANING)).isEmpty();
    }

    @Test
    void shouldBeAsGoodAsAbsentWhereverItWasCut() throws IOException {
        // Given
        Path file = directory.resolve("tells-of.txt");
        new Marker(file).write("grüne Wolke");
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            // When
            Files.write(file, Arrays.copyOf(whole, length)); // in the middle of a letter too

            // Then
            assertThat(new Marker(file).read(MEANING)).as("%d bytes", length).isEmpty();
        }
    }
}
