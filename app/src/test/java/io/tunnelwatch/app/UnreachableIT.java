package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.program.OperatorException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In processes of their own, where log lines would be seen too. */
class UnreachableIT {
    @TempDir
    Path directory;

    @Test
    void shouldNameTheUnreachableBrokerInOneLine() throws Exception {
        assertRefused(run("topics", "--verify", "--bootstrap-servers", "127.0.0.1:1"), "bootstrap.servers");
    }

    @Test
    void shouldRefuseToRunAPartWithoutItsBroker() throws Exception {
        assertRefused(run("processor", "--set", "bootstrap.servers=127.0.0.1:1"), "bootstrap.servers");
    }

    @Test
    void shouldNameTheOptionOfAUsedKafkaPort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(run("up", "--data-dir", directory.toString(), "--kafka-port", port), "--kafka-port");
        }
    }

    private record Ended(int exitCode, List<String> complaints) {}

    private static Ended run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Tunnelwatch.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_"));
        Process process = builder.start();
        try (Stream<String> lines = process.errorReader(StandardCharsets.UTF_8).lines()) {
            List<String> complaints = lines.toList();
            return new Ended(process.waitFor(), complaints);
        }
    }

    private static void assertRefused(Ended ended, String named) {
        assertThat(ended.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(ended.complaints()).singleElement().asString().contains(named);
    }
}
