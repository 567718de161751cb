package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final WholeFile.Content WHOLE = out -> out.write("whole".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    @Test
    void shouldNotBeThereBeforeItIsWhole() throws IOException {
        Path file = directory.resolve("table");

        WholeFile.write(file, out -> {
            WHOLE.writeTo(out);
            out.flush();
            assertThat(file).doesNotExist();
        });

        assertThat(file).hasContent("whole");
    }

    @Test
    void shouldLeaveNothingWhenItsWritingEnds() {
        Path file = directory.resolve("table");

        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    WHOLE.writeTo(out);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldBeWhereALinkPoints() throws IOException {
        Path file = Files.writeString(directory.resolve("table"), "before");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        WholeFile.write(link, WHOLE);

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("whole");
    }

    @Test
    void shouldBeWhereALinkPointsThoughNothingIsThereYet() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("table"));

        WholeFile.write(link, WHOLE);

        assertThat(link).isSymbolicLink();
        assertThat(directory.resolve("table")).hasContent("whole");
    }

    @Test
    void shouldBeReadFromAPipeThatStaysOne() throws Exception {
        // Given
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var reader = new ProcessBuilder("cat", pipe.toString()).start();

        // When
        WholeFile.write(pipe, WHOLE);

        // Then
        assertThat(reader.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(reader.getInputStream()).hasContent("whole");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }
}
