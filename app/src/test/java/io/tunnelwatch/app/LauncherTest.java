package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the options that the launcher gives to the JVM, with a JDK that only prints them, and their effect in a real JVM. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "bin", "tunnelwatch").toAbsolutePath();

    @TempDir
    Path home;

    @BeforeEach
    void install() throws IOException {
        script("jdk/bin/java", "printf '%s\\n' \"$@\"");
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=\"17.0.15\"\n");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(LAUNCHER, home.resolve("bin/tunnelwatch"));
        executable(home.resolve("bin/tunnelwatch"));
        Files.createDirectories(home.resolve("app/target"));
        Files.createDirectories(home.resolve("app/src/main"));
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("app/pom.xml"), "");
        Files.writeString(home.resolve("app/target/app.jar"), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "ingest", "processor", "sink", "simulator", "replay", "explain"})
    void shouldGiveHalfOfTheMemoryToWhatRuns(String command) throws Exception {
        assertThat(launched("", command))
                .contains("-XX:MaxRAMPercentage=50", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC")
                .noneMatch(it -> it.startsWith("-Xmx"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "alerts", "history", "report", "export", "topics", "config", "--help"})
    void shouldGiveLittleToWhatOnlyAsks(String command) throws Exception {
        assertThat(launched("", command)).contains("-Xmx512m").noneMatch(it -> it.contains("RAMPercentage"));
    }

    @Test
    void shouldLetTheOperatorHaveTheLastWord() throws Exception {
        var told = launched("-Xmx3g -XX:+UseG1GC", "up");

        assertThat(told.indexOf("-Xmx3g")).isGreaterThan(told.indexOf("-XX:MaxRAMPercentage=50"));
        assertThat(told).contains("-XX:+UseG1GC").doesNotContain("-XX:+UseSerialGC");
    }

    /** The memory as the JVM sees it, which a container limits; here an option sets it. */
    @ParameterizedTest
    @CsvSource({"1g, 480, 512", "4g, 1900, 2048"})
    void shouldFollowTheMemory(String memory, long least, long most) throws Exception {
        var flags =
                launched("", "up").stream().takeWhile(it -> !it.equals("-cp")).toList();
        var command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-XX:MaxRAM=" + memory));
        command.addAll(flags);
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));

        String heap = output(new ProcessBuilder(command))
                .lines()
                .filter(it -> it.contains(" MaxHeapSize "))
                .findFirst()
                .orElseThrow();

        assertThat(Long.parseLong(heap.replaceAll(".*= *(\\d+).*", "$1")) >> 20).isBetween(least, most);
    }

    private List<String> launched(String options, String command) throws Exception {
        var launch = new ProcessBuilder(home.resolve("bin/tunnelwatch").toString(), command);
        launch.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        launch.environment().put("JAVA_OPTS", options);
        return output(launch).lines().toList();
    }

    private static String output(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private void script(String name, String body) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
