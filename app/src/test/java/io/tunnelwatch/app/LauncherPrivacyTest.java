package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher keeps away from the JVM, and what it keeps inside. */
class LauncherPrivacyTest {
    /** Makes a JVM print its settings instead of running anything. */
    private static final String ASK = "-XX:+PrintFlagsFinal -XshowSettings:properties -version";

    @TempDir
    Path home;

    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        launcher = Files.createDirectory(home.resolve("bin")).resolve("tunnelwatch");
        Files.copy(Path.of("..", "bin", "tunnelwatch"), launcher);
        Files.createFile(home.resolve("app.jar"));
    }

    @Test
    @Tag("S-04")
    void shouldLetNobodyIntoItsMemory() throws Exception {
        assertThat(launched(System.getProperty("java.home"), ASK))
                .containsPattern("DisableAttachMechanism +:?= true")
                .containsPattern("HeapDumpOnOutOfMemoryError +:?= false");
    }

    @Test
    void shouldLetJcmdInWhenAskedTo() throws Exception {
        assertThat(launched(System.getProperty("java.home"), "-XX:-DisableAttachMechanism " + ASK))
                .containsPattern("DisableAttachMechanism +:?= false");
    }

    @Test
    @Tag("S-08")
    void shouldTakeNoSerializedObjects() throws Exception {
        assertThat(launched(System.getProperty("java.home"), ASK)).containsPattern("jdk\\.serialFilter = !\\*");
    }

    @Test
    @Tag("S-04")
    void shouldLeaveNoCoreFile() throws Exception {
        // Given a Java that prints the limits of the operating system
        Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho core files: $(ulimit -Sc) $(ulimit -Hc)\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");

        // Then
        assertThat(launched(home.resolve("jdk").toString(), "")).contains("core files: 0 0");
    }

    private String launched(String javaHome, String options) throws Exception {
        var builder = new ProcessBuilder("bash", launcher.toString(), "--version").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("JAVA_OPTS", options);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
