package io.tunnelwatch.runtime.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    private static final String SETTING = "Setting http.users.file";
    private static final int ROOT = 0;
    private static final int US = 10001;

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

        assertThatCode(() -> SecretFile.requirePrivate(SETTING, file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw----r--", "rw-----w-", "rwx------"})
    @Tag("S-11")
    void shouldBeRefusedWhenOthersMayUseIt(String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> SecretFile.requirePrivate(SETTING, file))
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

        assertThatThrownBy(() -> SecretFile.requirePrivate(SETTING, file))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("chown");
    }

    /** The way Kubernetes mounts a secret for a pod with an fsGroup: owned by root, readable by the group. */
    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw-r-----", "r--------", "rw-------"})
    void shouldBeItsGroupsToReadWhenItIsRoots(String mode) {
        assertThat(SecretFile.complaint(ROOT, US, PosixFilePermissions.fromString(mode), file))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--r--r--", "rw-r--r--", "rw-rw----", "rw-r---w-", "rwxr-x---"})
    @Tag("S-11")
    void shouldBeNobodyElsesWhenItIsRoots(String mode) {
        assertThat(SecretFile.complaint(ROOT, US, PosixFilePermissions.fromString(mode), file))
                .contains("is open to others (" + mode + "): run chmod 640 " + file + ".");
    }

    @ParameterizedTest
    @CsvSource({"10001, rw-r-----", "0, rw-r-----"})
    @Tag("S-11")
    void shouldNotBeAGroupsWhenItIsOurOwn(int us, String mode) {
        assertThat(SecretFile.complaint(us, us, PosixFilePermissions.fromString(mode), file))
                .contains("is open to others (" + mode + "): run chmod 600 " + file + ".");
    }

    @Test
    @Tag("S-11")
    void shouldNotBeAnotherUsersHoweverWellItIsKept() {
        assertThat(SecretFile.complaint(10002, US, PosixFilePermissions.fromString("rw-------"), file))
                .hasValueSatisfying(it -> assertThat(it).startsWith("belongs to another user: run chown"));
    }

    /** A mounted secret is a link to a link, and a link's own permissions are open to everybody. */
    @Test
    void shouldBeJudgedByWhatALinkLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve("mounted"), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatCode(() -> SecretFile.requirePrivate(SETTING, link)).doesNotThrowAnyException();

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SecretFile.requirePrivate(SETTING, link)).isInstanceOf(OperatorException.class);
    }

    @Test
    void shouldBeNamedWhenItIsNotThere() {
        assertThatThrownBy(() -> SecretFile.requirePrivate(SETTING, directory.resolve("none")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("none");
    }
}
