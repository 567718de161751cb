package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every trouble on purpose, at a simulated cloud and a real broker. */
class DoctorCommandIT {
    private static final String SCENARIO =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou]}
            gateways:
              - {name: here}
            connections:
              - {name: one, gateway: here}
            timeline:
              - {at: PT0S, connection: one, is: down}
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private Simulator cloud = simulator("");

    private static Simulator simulator(String faults) {
        return Simulator.start(Scenario.parse("doctor", SCENARIO + faults), 0, Instant.now());
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    private JsonNode examine(int exitCode, Terminal terminal, String... arguments) throws IOException {
        environment.putIfAbsent("ALIBABA_CLOUD_ACCESS_KEY_ID", cloud.accessKeyId());
        environment.putIfAbsent("ALIBABA_CLOUD_ACCESS_KEY_SECRET", cloud.accessKeySecret());
        environment.putIfAbsent("TUNNELWATCH_CLOUD_ENDPOINT", cloud.endpoint().toString());
        environment.put("TUNNELWATCH_HTTP_PORT", "0");
        var words = new ArrayList<>(List.of("doctor", "--target", "test/cn-hangzhou", "-o", "json"));
        words.addAll(List.of(arguments));
        var typed = CommandResult.on(terminal, environment, words.toArray(String[]::new));
        assertThat(typed.out() + typed.err()).doesNotContain("must-never");
        assertThat(typed.exitCode()).as(typed.out() + typed.err()).isEqualTo(exitCode);
        return new ObjectMapper().readTree(typed.out());
    }

    private static List<String> lines(JsonNode findings, String result) {
        return Json.each(findings)
                .filter(it -> it.path("result").asText().equals(result))
                .map(it -> it.path("check").asText() + ": " + it.path("text").asText() + ": "
                        + it.path("cure").asText())
                .toList();
    }

    @Test
    void shouldFindNothingWrongWithTheCloudBeforeAnythingElseIsSetUp() throws IOException {
        var findings = examine(0, Terminal.none());

        assertThat(lines(findings, "OK"))
                .anyMatch(it -> it.startsWith("cloud test/cn-hangzhou: DescribeVpnConnections is permitted; the"
                        + " target has 1 connections"))
                .anyMatch(it -> it.startsWith("cloud test/cn-hangzhou: DescribeVpnConnection is permitted"))
                .anyMatch(it -> it.startsWith("clock: within 5 s"))
                .noneMatch(it -> it.startsWith("brokers"));
    }

    @Test
    void shouldSayThatTheSecretIsWrong() throws IOException {
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong-must-never");

        assertThat(lines(examine(1, Terminal.none()), "FAIL"))
                .singleElement()
                .asString()
                .contains("DescribeVpnConnections failed (CREDENTIALS", "secret does not belong to the AccessKey id");
    }

    @Test
    void shouldSayThatThereAreNoCredentials() throws IOException {
        environment.put("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "");

        assertThat(lines(examine(1, Terminal.none()), "FAIL"))
                .singleElement()
                .asString()
                .contains("there are no credentials");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DescribeVpnConnections", "DescribeVpnConnection", "DiagnoseVpnConnections"})
    void shouldNameTheActionThatIsMissing(String action) throws IOException {
        cloud.close();
        cloud = simulator("faults:\n  - {fault: deny, action: " + action + "}\n");

        assertThat(lines(examine(1, Terminal.none(), "--set", "diagnoses=true"), "FAIL"))
                .singleElement()
                .asString()
                .contains(action + " failed (DENIED, Forbidden.RAM)", "allow the action vpc:" + action + " ");
    }

    @Test
    void shouldFindAClockThatWasStepped() throws IOException {
        var stepped = new Terminal(false, 0, ZoneOffset.UTC, Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)));

        assertThat(lines(examine(1, stepped), "FAIL"))
                .anyMatch(it -> it.matches("clock: this machine is 7\\d\\d\\d s behind the cloud: set the clock.*"))
                .anyMatch(it -> it.contains("the clock of this machine is 2 hours behind")
                        || it.contains("120 minutes behind"));
    }

    @Test
    void shouldEndWhenEverythingIsAway() throws IOException {
        environment.put("TUNNELWATCH_CLOUD_ENDPOINT", "http://127.0.0.1:1");
        environment.put("TUNNELWATCH_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("TUNNELWATCH_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1");

        assertThat(lines(examine(1, Terminal.none()), "FAIL"))
                .anyMatch(it -> it.contains("refused the connection"))
                .anyMatch(it -> it.startsWith("brokers: ") && it.contains("bootstrap.servers"))
                .anyMatch(it -> it.startsWith("registry: ") && it.contains("schema.registry.url"))
                .anyMatch(it -> it.startsWith("topics: ") && it.contains("bootstrap.servers"));
    }

    @Test
    void shouldCompareBrokerRegistryAndTopics() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0);
                var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            environment.put("TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers());
            environment.put(
                    "TUNNELWATCH_SCHEMA_REGISTRY_URL", registry.address().toString());

            // Given a cluster without topics
            assertThat(lines(examine(1, Terminal.none()), "FAIL"))
                    .hasSize(Topics.all().size())
                    .allMatch(it -> it.endsWith("is missing: run 'tunnelwatch topics --create'"));

            // Given one with all of them
            topics.create(Topics.all());
            assertThat(lines(examine(0, Terminal.none()), "OK"))
                    .anyMatch(it -> it.matches("brokers: 1 broker answers, version 4\\..*"))
                    .anyMatch(it -> it.startsWith("brokers: transactions work"))
                    .anyMatch(it -> it.startsWith("brokers: compaction is on"))
                    .anyMatch(it -> it.startsWith("registry: http://127.0.0.1:"))
                    .anyMatch(it -> it.startsWith("topics: all "));

            // Given one that keeps the history for a day
            shorten(broker.bootstrapServers(), "vpn.history.v1");
            Awaitility.await()
                    .until(() -> !topics.keptForLess(List.of(Topics.HISTORY)).isEmpty());
            assertThat(lines(examine(0, Terminal.none()), "WARN"))
                    .anyMatch(it -> it.startsWith("topics: vpn.history.v1 keeps records for 1 d"));
        }
    }

    private static void shorten(String servers, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            var day = new ConfigEntry(
                    "retention.ms", Long.toString(Duration.ofDays(1).toMillis()));
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(day, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
