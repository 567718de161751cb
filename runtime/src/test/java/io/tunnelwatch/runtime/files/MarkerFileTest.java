package io.tunnelwatch.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerFileTest {
    @TempDir
    Path directory;

    @Test
    void shouldSayWhatWasWritten() throws IOException {
        var marker = new MarkerFile(directory.resolve("tells-of.txt"));

        marker.write("grüne Wolke");

        assertThat(marker.read(MarkerFileTest::meaning)).contains("grüne Wolke");
    }

    @Test
    void shouldSayNothingBeforeItIsWritten() throws IOException {
        assertThat(new MarkerFile(directory.resolve("tells-of.txt")).read(MarkerFileTest::meaning))
                .isEmpty();
    }

    @Test
    void shouldBeAsGoodAsAbsentWhereverItWasCut() throws IOException {
        // Given
        Path file = directory.resolve("tells-of.txt");
        new MarkerFile(file).write("grüne Wolke");
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            // When
            Files.write(file, Arrays.copyOf(whole, length)); // also cut in the middle of a character

            // Then
            assertThat(new MarkerFile(file).read(MarkerFileTest::meaning))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }

    private static Optional<String> meaning(String text) {
        return text.equals("grüne Wolke") ? Optional.of(text) : Optional.empty();
    }
}
