package io.tunnelwatch.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("S-15")
class PrivateDirectoryTest {
    private static final String SETTING = "sink.state.dir";

    @TempDir
    Path directory;

    @Test
    void shouldBeMadeForItsOwnerOnly() throws IOException {
        PrivateDirectory.make(directory.resolve("state/sink"));

        assertThat(mode(directory.resolve("state/sink"))).isEqualTo("rwx------");
    }

    @Test
    void shouldBeClosedWhenItWasThereBefore() throws IOException {
        Path state = open(directory.resolve("state"));

        PrivateDirectory.make(state);

        assertThat(mode(state)).isEqualTo("rwx------");
    }

    @Test
    void shouldStayOpenWhenItIsEverybodys() throws Exception {
        // Given
        Path shared = open(directory.resolve("tmp"));
        assertThat(new ProcessBuilder("chmod", "1777", shared.toString())
                        .start()
                        .waitFor())
                .isZero();

        // When
        PrivateDirectory.make(shared);

        // Then
        assertThat(mode(shared)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void shouldBeBelowTheHomeOfState() {
        assertThat(PrivateDirectory.ofState(SETTING, Map.of("XDG_STATE_HOME", "/var/state"), "/home/me"))
                .isEqualTo(Path.of("/var/state/tunnelwatch"));
    }

    @Test
    void shouldBeBelowTheHomeOfItsUser() {
        Path expected = Path.of("/home/me/.local/state/tunnelwatch");

        assertThat(PrivateDirectory.ofState(SETTING, Map.of(), "/home/me")).isEqualTo(expected);
        assertThat(PrivateDirectory.ofState(SETTING, Map.of("XDG_STATE_HOME", "relative"), "/home/me"))
                .isEqualTo(expected);
    }

    @Test
    void shouldBeAskedForWhenThereIsNoHome() {
        assertThatThrownBy(() -> PrivateDirectory.ofState(SETTING, Map.of(), "?"))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(SETTING);
    }

    private static Path open(Path directory) throws IOException {
        Files.createDirectory(directory);
        return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    }

    private static String mode(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
