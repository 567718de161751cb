package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The lists of commands that use no API, kept as golden files. {@code -Dgolden.update=true} writes them again. */
class ListOutputTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:03:10Z");
    private static final String ROUTES = "routes --rule BgpDown --tag 城市=成都";

    @ParameterizedTest
    @CsvSource({"topics,80", "topics,200", ROUTES + ",80", ROUTES + ",200"})
    void shouldPrintATable(String command, int columns) throws IOException {
        var typed = CommandResult.on(terminal(columns), Map.of(), command.split(" "));

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        GoldenFile.compare(name(command) + "-" + columns, typed.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"topics", "topics --acls", ROUTES})
    void shouldPrintForAProgram(String command) throws IOException {
        String json = typed(command, "json");

        assertThat(new ObjectMapper().readTree(json)).isEqualTo(new YAMLMapper().readTree(typed(command, "yaml")));
        assertThat(typed(command, "jsonl").lines()).hasSameSizeAs(new ObjectMapper().readTree(json));
        assertThat(typed(command, "csv").lines())
                .hasSize(new ObjectMapper().readTree(json).size() + 1);
    }

    @Test
    void shouldCutNoRight() {
        assertThat(CommandResult.on(terminal(80), Map.of(), "topics", "--acls").out())
                .containsPattern("tunnelwatch-processor +TRANSACTIONAL_ID +tunnelwatch-processor- +PREFIXED +WRITE\n")
                .doesNotContain("…");
    }

    @ParameterizedTest
    @CsvSource({"TABLE,80", "TABLE,200", "TABLE,0", "JSON,0", "CSV,80", "YAML,200"})
    void shouldPrintTargets(String format, int columns) throws IOException {
        var out = new StringWriter();
        var environment = new CommandEnvironment(
                Map.of(),
                Path.of("no-such-home"),
                new PrintWriter(out, true),
                new PrintWriter(out, true),
                columns == 0 ? Terminal.none() : terminal(columns));
        var command = new TargetsCommand(environment);
        new CommandLine(command).parseArgs("-o", format);

        command.print(targets(), NOW);

        GoldenFile.compare("targets-" + (format.equals("TABLE") ? columns : format), out.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "targets",
                "topics",
                "alerts",
                "commands",
                "status",
                "history",
                "report",
                "explain",
                "replay",
                "doctor",
                "routes"
            })
    void shouldExplainTheFormats(String command) {
        assertThat(CommandResult.in(Map.of(), command, "--help").out())
                .containsPattern("  -o(, --format)?=FORMAT")
                .contains("TABLE, CSV, JSON, JSONL");
    }

    /** The option --format of topics names another tool, as before. */
    @Test
    void shouldKeepTheToolOfTopics() {
        assertThat(CommandResult.in(Map.of(), "topics", "--format", "kafka-cli").out())
                .startsWith("#");
    }

    private static Map<String, TargetView> targets() {
        var targets = new TreeMap<String, TargetView>();
        targets.put(
                "prod/cn-hangzhou",
                target(FacetState.UP, FacetReason.SCANS_COMPLETE, "成都\u202e poller")
                        .build());
        targets.put(
                "prod/eu-central-1",
                target(FacetState.DOWN, FacetReason.PERMISSION_REFUSED, "").build());
        targets.put(
                "test/ap-southeast-1",
                target(FacetState.UNKNOWN, FacetReason.NOT_SEEN, "ingest")
                        .setLastComplete(null)
                        .setRetiredAt(NOW.minusSeconds(86_400))
                        .build());
        return targets;
    }

    private static TargetView.Builder target(FacetState state, FacetReason reason, String polledBy) {
        return TargetView.newBuilder()
                .setAccount("")
                .setRegion("")
                .setOrder(new Order(1L, 1L, 0))
                .setJudgedAt(NOW.minusSeconds(20))
                .setPollIntervalMillis(30_000)
                .setNextPollDue(NOW.plusSeconds(10))
                .setConnections(500)
                .setLastComplete(NOW.minusSeconds(20))
                .setFreshness(new FacetValue(state, reason, "", NOW.minusSeconds(600)))
                .setPolledBy(polledBy);
    }

    private static String typed(String command, String format) {
        var typed = CommandResult.in(Map.of(), (command + " -o " + format).split(" "));
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        return typed.out();
    }

    private static String name(String command) {
        return command.startsWith("routes") ? "routes" : command.replaceAll("[^A-Za-z]+", "-");
    }

    private static Terminal terminal(int columns) {
        return new Terminal(true, columns, ZoneId.of("Asia/Shanghai"), Clock.fixed(NOW, ZoneId.of("UTC")));
    }
}
