package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the programs in processes of their own, where log lines would be visible, too. */
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

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "processor", "sink"})
    void shouldRefuseToRunAPartWithoutItsRegistry(String part) throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.create(Topics.all());

            var ended = run(
                    Map.of(
                            "ALIBABA_CLOUD_ACCESS_KEY_ID", "x",
                            "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "x",
                            "TUNNELWATCH_TARGETS", "prod/cn-hangzhou",
                            "TUNNELWATCH_OPS_PORT", "0",
                            "TUNNELWATCH_HTTP_PORT", "0",
                            "TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                            "TUNNELWATCH_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1"),
                    part);

            assertRefused(ended, "schema.registry.url");
        }
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
        return run(Map.of(), arguments);
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                Tunnelwatch.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_"));
        builder.environment().putAll(environment);
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
