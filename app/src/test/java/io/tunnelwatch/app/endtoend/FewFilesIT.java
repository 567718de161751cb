package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.NewerJava;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.testsupport.FreePorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything in one process, where the operating system lets it open only so many files. */
@Tag("F-23")
@Timeout(120)
class FewFilesIT {
    @TempDir
    Path directory;

    @Test
    void shouldRefuseTheLimitBeforeAnythingIsMade() throws Exception {
        Process process = up(1_023);
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("refused at once")
                    .isTrue();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as(said).isEqualTo(OperatorException.EXIT_CODE);
            assertThat(said.lines()).singleElement().asString().contains("open files", "1024 are needed", "ulimit -n");
        } finally {
            process.destroyForcibly();
        }
        assertThat(directory.resolve("data")).doesNotExist();
    }

    @Test
    void shouldWorkWithAsManyFilesAsASmallMachineGives() throws Exception {
        Process process = up(1_024);
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            var said = new ArrayList<String>();
            while (said.isEmpty() || !said.get(said.size() - 1).contains("Ready after")) {
                said.add(Objects.requireNonNull(lines.readLine(), "the process ends without being ready: " + said));
            }

            assertThat(openFiles(process)).isBetween(100L, 900L);
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static long openFiles(Process process) throws Exception {
        try (var files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        }
    }

    private Process up(int files) throws Exception {
        List<Integer> ports = FreePorts.some(3);
        var command = new ArrayList<>(List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "-"));
        command.addAll(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx384m"));
        command.addAll(NewerJava.quiet());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.tunnelwatch.app.Tunnelwatch", "up"));
        command.addAll(List.of("--data-dir", directory.resolve("data").toString()));
        command.addAll(List.of("--http-port", ports.get(0).toString()));
        command.addAll(List.of("--kafka-port", ports.get(1).toString()));
        command.addAll(List.of("--registry-port", ports.get(2).toString(), "--simulate"));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
