package io.tunnelwatch.schemas.program;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    private static final String SETTING = "Setting http.users.file";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("users"), "me:must-never");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void shouldBeItsOwnersOnly(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatCode(() -> SecretFile.refuseForeignEyes(SETTING, file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rwx------"})
    @Tag("S-11")
    void shouldBeRefusedWhenOthersMayUseIt(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> SecretFile.refuseForeignEyes(SETTING, file))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(SETTING)
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600 " + file)
                .hasMessageNotContaining("must-never");
    }

    @Test
    void shouldBeRefusedWhenItIsSomebodyElses() throws IOException {
        assumeThat(System.getProperty("user.name"))
                .as("who may give files away")
                .isEqualTo("root");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setAttribute(file, "unix:uid", 10001);

        assertThatThrownBy(() -> SecretFile.refuseForeignEyes(SETTING, file))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("chown");
    }

    @Test
    void shouldBeNamedWhenItIsNotThere() {
        assertThatThrownBy(() -> SecretFile.refuseForeignEyes(SETTING, directory.resolve("none")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("none");
    }
}
