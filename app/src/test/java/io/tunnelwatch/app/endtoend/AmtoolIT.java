package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Command;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's client of Alertmanager, and our own commands, against a running Tunnelwatch. */
@Timeout(240)
@Tag("S-36")
class AmtoolIT {
    private static final String TOKEN = "token-must-never-0123456789abcdef";
    private static final String SCENARIO =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou]}
            gateways:
              - {name: here}
              - {name: there}
            connections:
              - {name: one, gateway: here}
              - {name: two, gateway: there}
            timeline:
              - {at: PT0S, connection: two, is: down}
            """;

    @TempDir
    Path directory;

    @BeforeAll
    static void requireAmtool() {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(it -> Files.isExecutable(Path.of(it, "amtool"))),
                "SKIPPED, nobody else's client was tried: no amtool (Debian: prometheus-alertmanager)");
    }

    @Test
    void shouldUnderstandAmtool() throws Exception {
        try (var cloud = Simulator.start(Scenario.parse("amtool", SCENARIO), 0, Instant.now());
                var running = RunningTunnelwatch.start(directory, settings(cloud))) {
            // Given
            Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> amtool(running, "alert", "query")
                    .contains("ConnectionDown"));
            assertThat(json(running, "alert", "query", "alertname=ConnectionDown", "-o", "json"))
                    .hasSize(1);
            assertThat(amtool(running, "alert", "query", "alertname=BgpDown")).doesNotContain("ConnectionDown");

            // When: add
            String id = amtool(
                            running,
                            "silence",
                            "add",
                            "alertname=ConnectionDown",
                            "vpn_connection_name=~t.*",
                            "-c",
                            "known outage",
                            "-a",
                            "ann",
                            "-d",
                            "2h")
                    .strip();

            // Then
            JsonNode silences = json(running, "silence", "query", "-o", "json");
            assertThat(silences).hasSize(1);
            assertThat(silences.at("/0/id").asText()).isEqualTo(id);
            assertThat(silences.at("/0/createdBy").asText()).isEqualTo("http.token");
            assertThat(silences.at("/0/comment").asText()).isEqualTo("known outage (ann)");
            assertThat(silences.at("/0/matchers/1/isRegex").asBoolean()).isTrue();
            assertThat(amtool(running, "alert", "query")).doesNotContain("ConnectionDown");
            assertThat(json(running, "alert", "query", "-s", "-o", "json")
                            .at("/0/status/silencedBy/0")
                            .asText())
                    .isEqualTo(id);

            // When: update, which makes a new silence and ends the old one
            String renewed = amtool(running, "silence", "update", id, "-d", "3h", "-c", "longer")
                    .lines()
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            String next = renewed.substring(0, renewed.indexOf(' '));
            assertThat(next).isNotEqualTo(id);
            assertThat(json(running, "silence", "query", "-o", "json")).hasSize(1);
            assertThat(json(running, "silence", "query", "--expired", "-o", "json")
                            .at("/0/id")
                            .asText())
                    .isEqualTo(id);

            // When: expire
            amtool(running, "silence", "expire", next);

            // Then
            assertThat(json(running, "silence", "query", "-o", "json")).isEmpty();
            assertThat(amtool(running, "alert", "query")).contains("ConnectionDown");
            assertThat(amtool(running, "cluster", "show")).contains("disabled");
            assertThat(run(running, "silence", "expire", "unknown").exitCode()).isNotZero();
            assertThat(run(running, "silence", "add", "alertname=~.*", "-c", "all")
                            .exitCode())
                    .isNotZero();
            answerByOurOwnCommands(running);
            assertThat(running.output()).doesNotContain("must-never");
        }
    }

    private void answerByOurOwnCommands(RunningTunnelwatch running) throws Exception {
        assertThat(ours(running, "ack", "two", "--for", "1h", "--reason", "mine")
                        .out())
                .contains("by http.token: ConnectionDown of vco-");
        assertThat(ours(running, "commands").out()).contains("IN_FORCE", "ACKNOWLEDGE", "mine");
        var wrapped = ours(
                running, "maintenance", "vpn_connection_name=one", "--for", "10m", "--reason", "test", "--", "true");
        assertThat(wrapped.exitCode()).as(wrapped.toString()).isZero();
        assertThat(wrapped.out()).contains("Everything that was up is up again.", "The maintenance has ended.");
        var broken = ours(
                running, "maintenance", "vpn_connection_name=one", "--for", "10m", "--reason", "test", "--", "false");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(ours(running, "silence", "severity=critical", "--for", "1h").err())
                .contains("reason must say why");

        var audit = running.topics().decoded(Topics.COMMANDS, Command.class);
        assertThat(audit).filteredOn(it -> it.value().getRefused() != null).hasSizeGreaterThanOrEqualTo(3);
        assertThat(audit)
                .filteredOn(it -> it.value().getRefused() == null)
                .extracting(it -> it.value().getType().name())
                .containsExactlyInAnyOrder(
                        "SILENCE",
                        "SILENCE",
                        "CANCEL",
                        "CANCEL",
                        "ACKNOWLEDGE",
                        "MAINTENANCE",
                        "CANCEL",
                        "MAINTENANCE",
                        "CANCEL");
    }

    private static Map<String, String> settings(Simulator cloud) {
        var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
        settings.put("TUNNELWATCH_HTTP_TOKEN", TOKEN);
        return settings;
    }

    private static CommandResult ours(RunningTunnelwatch running, String... words) {
        var command = new ArrayList<>(List.of(words));
        int dashes = command.indexOf("--");
        command.addAll(
                dashes < 0 ? command.size() : dashes,
                List.of("--api", running.address("").toString()));
        return CommandResult.in(Map.of("TUNNELWATCH_API_TOKEN", TOKEN), command.toArray(String[]::new));
    }

    private JsonNode json(RunningTunnelwatch running, String... words) throws Exception {
        return new ObjectMapper().readTree(amtool(running, words));
    }

    private String amtool(RunningTunnelwatch running, String... words) throws Exception {
        var result = run(running, words);
        assertThat(result.exitCode()).as(result.toString()).isZero();
        return result.out();
    }

    private CommandResult run(RunningTunnelwatch running, String... words) throws Exception {
        Path config = Files.writeString(
                directory.resolve("http.yml"), "authorization: {type: Bearer, credentials: " + TOKEN + "}\n");
        var command = new ArrayList<>(List.of("amtool"));
        command.addAll(List.of(words));
        command.addAll(List.of("--http.config.file=" + config, "--alertmanager.url=" + running.address("/")));
        Path out = directory.resolve("amtool.out");
        Path err = directory.resolve("amtool.err");
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new CommandResult(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
