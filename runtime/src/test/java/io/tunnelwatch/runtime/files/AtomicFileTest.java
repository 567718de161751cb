package io.tunnelwatch.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final AtomicFile.Content WHOLE = out -> out.write("whole".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path directory;

    @Test
    void shouldNotBeThereBeforeItIsWhole() throws IOException {
        Path file = directory.resolve("table");

        AtomicFile.write(file, out -> {
            WHOLE.writeTo(out);
            out.flush();
            assertThat(file).doesNotExist();
        });

        assertThat(file).hasContent("whole");
    }

    @Test
    void shouldLeaveNothingWhenItsWritingEnds() {
        Path file = directory.resolve("table");

        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
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

        AtomicFile.write(link, WHOLE);

        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("whole");
    }

    @Test
    void shouldBeWhereALinkPointsThoughNothingIsThereYet() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("table"));

        AtomicFile.write(link, WHOLE);

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
        AtomicFile.write(pipe, WHOLE);

        // Then
        assertThat(reader.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(reader.getInputStream()).hasContent("whole");
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void shouldLeaveTheOldOrTheNewWholeWhereverItIsKilled() throws IOException {
        int steps = stepsOf(Integer.MAX_VALUE).size();
        for (int taken = 0; taken < steps; taken++) {
            // Given
            Path file = Files.writeString(directory.resolve("marker" + taken), "before");

            // When
            var killed = new AtomicFile(new LosingDisk(taken), true);
            assertThatThrownBy(() -> killed.replace(file, WHOLE)).isInstanceOf(IOException.class);

            // Then
            assertThat(Files.readString(file))
                    .as("killed after %d steps", taken)
                    .isIn("before", "whole");
        }
    }

    @Test
    void shouldTakeItsNameOnlyWhenItsBytesAreOnTheDisk() throws IOException {
        assertThat(stepsOf(Integer.MAX_VALUE))
                .containsExactly("delete", "create", "write", "force", "move", "delete", "force directory");
    }

    @Test
    void shouldRemoveWhatAKilledProcessLeft() throws IOException {
        // Given
        Files.writeString(directory.resolve("marker.1.unfinished"), "half");
        Files.writeString(directory.resolve("marker"), "before");

        // When
        AtomicFile.writePrivately(directory.resolve("marker"), WHOLE);

        // Then
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(directory.resolve("marker"));
        }
    }

    @Test
    @Tag("S-15")
    void shouldBeForItsOwnerOnlyWhenSaidSo() throws IOException {
        Path file = Files.writeString(directory.resolve("marker"), "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        AtomicFile.writePrivately(file, WHOLE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldStayTheFirstOnesWhenSeveralMakeIt() throws IOException {
        // Given
        Path file = directory.resolve("key");
        AtomicFile.createPrivately(file, WHOLE);

        // When
        assertThatThrownBy(() -> AtomicFile.createPrivately(file, out -> out.write('x')))
                .isInstanceOf(FileAlreadyExistsException.class);

        // Then
        assertThat(file).hasContent("whole");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void shouldNotFollowLinksForEver() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("link"));

        assertThatThrownBy(() -> AtomicFile.write(link, WHOLE)).isInstanceOf(FileSystemLoopException.class);
    }

    private List<String> stepsOf(int steps) throws IOException {
        var disk = new LosingDisk(steps);
        new AtomicFile(disk, true).replace(directory.resolve("steps"), WHOLE);
        return disk.done();
    }
}
