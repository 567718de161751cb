package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.app.parquet.ParquetTable;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that use the API, with an API whose answers the test sets. */
class ReadCommandsTest {
    private static final String CONNECTION = "{\"id\":\"vco-1\",\"account\":\"a\",\"region\":\"r\",\"name\":\"=cmd()\","
            + "\"state\":\"UP\",\"tunnels\":[{\"id\":\"tun-1\"}]}";
    private static final String INTERVAL = "{\"entity\":\"%s\",\"facet\":\"IPSEC\",\"state\":\"DOWN\",\"reason\":\"R\","
            + "\"raw\":\"x, \\\"y\\\"\",\"from\":\"2026-11-21T08:00:00Z\",\"notBefore\":\"2026-11-21T07:59:30Z\",\"to\":%s,"
            + "\"closeReason\":null}";

    private final List<String> asked = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private HttpServer api;

    @BeforeEach
    void start() throws IOException {
        api = LoopbackServer.onAnyPort();
        api.createContext("/api/v1/connections/vco-1", it -> answer(it, "{\"connection\":" + CONNECTION + "}"));
        api.createContext("/api/v1/connections", it -> answer(it, "{\"connections\":[" + CONNECTION + "]}"));
        api.createContext(
                "/api/v1/summary",
                it -> answer(it, "{\"troubles\":[{\"cause\":\"NOBODY_JUDGES\",\"text\":\"nobody judges a/r\"}]}"));
        api.createContext("/api/v1/intervals", this::intervals);
        api.createContext(
                "/api/v1/alerts",
                it -> answer(
                        it,
                        "{\"asOf\":\"now\",\"alerts\":[" + alert("ConnectionDown", "CRITICAL", "\"parent\"") + ","
                                + alert("HealthCheckFailed", "WARNING", "null") + "]}"));
        api.createContext(
                "/api/v1/availability",
                it -> answer(
                        it,
                        "{\"asOf\":\"now\",\"incomplete\":[{\"cause\":\"GONE\",\"topic\":\"vpn.history.v1\",\"from\":\"F\",\"to\":null}],"
                                + "\"from\":\"F\",\"to\":\"T\",\"rows\":[{\"key\":\"vpn-1\",\"name\":\"<b>\",\"connections\":2,\"deleted\":1,"
                                + "\"availability\":0.999999,\"coverage\":1.0,\"downSeconds\":3720,\"degradedSeconds\":0,"
                                + "\"outages\":1,\"flaps\":0,\"repairSeconds\":90061.5,\"betweenFailuresSeconds\":null,"
                                + "\"detectSeconds\":30.0,\"availabilityOutsidePlanned\":1.0,\"plannedSeconds\":3600,"
                                + "\"plannedDownSeconds\":3600,\"plannedAfterwardsSeconds\":60}],"
                                + "\"maintenance\":[{\"id\":\"m\",\"by\":\"ann\",\"at\":\"A\",\"from\":\"F\",\"until\":\"U\","
                                + "\"afterwards\":true,\"recurrence\":null,\"endedAt\":null,\"reason\":\"firmware\"}]}"));
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void shouldReadOnUntilThereIsNoFurtherPage() {
        // Given
        api.removeContext("/api/v1/connections");
        api.createContext(
                "/api/v1/connections",
                it -> answer(
                        it,
                        it.getRequestURI().getQuery() == null
                                ? "{\"connections\":[" + CONNECTION
                                        + "],\"next\":\"/api/v1/connections?after=a%2Fr%2Fvco-1\"}"
                                : "{\"connections\":[" + CONNECTION.replace("vco-1", "vco-2") + "],\"next\":null}"));

        // When
        var typed = typed("status");

        // Then
        assertThat(typed.out()).contains("vco-1", "vco-2");
        assertThat(asked).filteredOn(it -> it.contains("connections")).hasSize(2);
    }

    @Test
    void shouldTellTheHistoryOfAConnectionAndItsTunnels() {
        var typed = typed("history", "vco-1", "--from", "2026-11-21", "--facet", "IPSEC");

        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out())
                .contains("FROM", "LASTED", "vco-1", "tun-1", "1 h 30 min", "2 h")
                .doesNotContain("\u001b");
        assertThat(asked).anyMatch(it -> it.contains("entity=tun-1") && it.contains("from=2026-11-21T00%3A00%3A00Z"));
    }

    @Test
    void shouldPutInhibitedAlertsBehindAsThePageDoes() {
        var lines = typed("alerts").out().lines().toList();

        assertThat(lines.get(1)).contains("HealthCheckFailed").doesNotContain("part of");
        assertThat(lines.get(2)).contains("ConnectionDown", "inhibited by another alert");
    }

    @Test
    void shouldSayBesideTheStatusWhyItCannotBeBelieved() {
        assertThat(typed("status").out()).endsWith("Warning: nobody judges a/r\n");
    }

    @Test
    void shouldSayBesideAnAnswerWhatIsMissingInIt() {
        var typed = typed("report", "--format", "csv");

        assertThat(typed.err())
                .isEqualTo("Incomplete: records written to vpn.history.v1 from F to – are missing (GONE).\n");
        assertThat(typed.out().lines()).hasSize(2);
    }

    @Test
    void shouldReportForAPerson() {
        var typed = typed("report", "--by", "gateway");

        assertThat(typed.out())
                .contains("99.999 %", "1 h 2 min", "1 d 1 h", "–", "Availability by gateway, F to T")
                .contains("AVAILABILITY OUTSIDE PLANNED")
                .contains("Planned: maintenance m by ann, F to U, entered afterwards at A: firmware");
    }

    @Test
    void shouldReportForABrowserWithoutRunningANameInIt() {
        assertThat(typed("report", "--format", "html").out())
                .contains("<title>Availability", "&lt;b&gt;")
                .doesNotContain("<b>");
    }

    @Test
    void shouldReportForPrograms() {
        assertThat(typed("report", "--format", "csv").out().lines().toList().get(1))
                .isEqualTo("vpn-1,<b>,2,1,0.999999,1.0,1.0,3720,3600,3600,60,0,1,0,90061.5,,30.0");
        assertThat(typed("report", "--format", "json").out()).startsWith("[{").contains("\"key\" : \"vpn-1\"");
    }

    @Test
    @Tag("S-51")
    void shouldExportWhatASpreadsheetCanReadAndWillNotRun() {
        var lines = typed("export", "--from", "P7D").out().lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("account,region,connectionId,name,entity");
        assertThat(lines.get(1)).startsWith("a,r,vco-1,'=cmd(),vco-1,IPSEC,DOWN,R,\"x, \"\"y\"\"\",");
    }

    @Test
    void shouldExportALineForEachInterval() {
        assertThat(typed("export", "--format", "jsonl").out().lines())
                .hasSize(2)
                .allMatch(it -> it.startsWith("{") && it.contains("\"connectionId\":\"vco-1\""));
    }

    @Test
    void shouldExportATableForAnalysts(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("intervals.parquet");

        var typed = typed("export", "--format", "parquet", "--output", file.toString());

        assertThat(typed.exitCode()).isZero();
        assertThat(ParquetTable.rows(file))
                .containsExactly(
                        row(
                                "vco-1",
                                Map.of(
                                        "to",
                                        Instant.parse("2026-11-21T09:30:00Z").toEpochMilli())),
                        row("tun-1", Map.of()));
    }

    @Test
    void shouldLeaveTheTableThatWasThereWhenTheApiFailsHalfWay(@TempDir Path directory) throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("intervals.parquet"), "last month's");
        api.removeContext("/api/v1/intervals");
        api.createContext("/api/v1/intervals", it -> {
            if (isOfTunnel(it)) {
                it.sendResponseHeaders(503, -1);
                it.close();
            } else {
                intervals(it);
            }
        });

        // When
        var typed = typed("export", "--format", "parquet", "--output", file.toString());

        // Then
        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(asked).anyMatch(it -> it.contains("entity=vco-1"));
        assertThat(directory).isDirectoryContaining(file::equals).isDirectoryNotContaining(it -> !it.equals(file));
        assertThat(file).hasContent("last month's");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--format parquet", "--output x.csv", "--format parquet --output no/such/directory/x"})
    void shouldSayInOneLineWhereParquetGoes(String options) {
        var arguments = new ArrayList<>(List.of("export"));
        arguments.addAll(List.of(options.split(" ")));

        var typed = typed(arguments.toArray(String[]::new));

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("--output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "report", "export", "status", "alerts"})
    void shouldShowExamples(String command) {
        assertThat(typed(command, "--help").out()).contains("Examples:", "--api");
    }

    @ParameterizedTest
    @ValueSource(strings = {"history vco-1", "report", "export"})
    void shouldSayInOneLineThatNoApiAnswers(String command) {
        var arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--api", "http://127.0.0.1:1"));

        var typed = CommandResult.in(Map.of(), arguments.toArray(String[]::new));

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("--api");
    }

    @Test
    void shouldShowItsToken() {
        typed("status");

        assertThat(asked).contains("authorization Bearer token-must-never");
    }

    @ParameterizedTest
    @Tag("S-21")
    @ValueSource(
            strings = {
                "http://192.0.2.1:8080",
                "HTTP://192.0.2.1",
                "http://127.0.0.1.example:8080",
                "http://localhost@192.0.2.1/",
                "http://127.0.0.1:80@192.0.2.1/"
            })
    void shouldNotShowItsTokenToTheNetwork(String api) {
        var typed = CommandResult.in(Map.of("TUNNELWATCH_API_TOKEN", "token-must-never"), "status", "--api", api);

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("without encryption").doesNotContain("must-never");
    }

    @Test
    void shouldSayThatNoConnectionIsCalledThat() {
        var typed = typed("history", "vco-none");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("vco-none", "tunnelwatch status");
    }

    @Test
    void shouldNotTakeAnyTextForATime() {
        var typed = typed("report", "--from", "yesterday");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err()).contains("is not a time");
    }

    private static Map<String, Object> row(String entity, Map<String, Object> end) {
        var row = new TreeMap<String, Object>(
                Map.of("account", "a", "region", "r", "connectionId", "vco-1", "name", "=cmd()", "entity", entity));
        row.putAll(Map.of("facet", "IPSEC", "state", "DOWN", "reason", "R", "raw", "x, \"y\""));
        row.put("from", Instant.parse("2026-11-21T08:00:00Z").toEpochMilli());
        row.put("notBefore", Instant.parse("2026-11-21T07:59:30Z").toEpochMilli());
        row.putAll(end);
        return row;
    }

    private static String alert(String rule, String severity, String inhibitedBy) {
        return "{\"status\":\"FIRING\",\"active\":true,\"rule\":\"" + rule + "\",\"severity\":\"" + severity
                + "\",\"inhibitedBy\":" + inhibitedBy + "}";
    }

    private void intervals(HttpExchange exchange) throws IOException {
        String interval = isOfTunnel(exchange)
                ? String.format(INTERVAL, "tun-1", "null")
                : String.format(INTERVAL, "vco-1", "\"2026-11-21T09:30:00Z\"");
        answer(exchange, "{\"knownUntil\":\"2026-11-21T10:00:00Z\",\"intervals\":[" + interval + "]}");
    }

    private static boolean isOfTunnel(HttpExchange exchange) {
        return Objects.requireNonNull(exchange.getRequestURI().getQuery()).contains("tun-1");
    }

    private void answer(HttpExchange exchange, String body) throws IOException {
        asked.add(exchange.getRequestURI().toString());
        asked.add("authorization " + exchange.getRequestHeaders().getFirst("authorization"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        boolean isKnown = !exchange.getRequestURI().getPath().contains("none");
        exchange.sendResponseHeaders(isKnown ? 200 : 404, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Whoever has set the token for these commands uses other commands, too. */
    @Test
    void shouldNotTakeTheTokenForASetting() {
        var listed = CommandResult.in(Map.of("TUNNELWATCH_API_TOKEN", "token-must-never"), "topics");

        assertThat(listed.exitCode()).as(listed.err()).isZero();
    }

    private CommandResult typed(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--help")) {
            all.addAll(List.of("--api", "http://127.0.0.1:" + api.getAddress().getPort()));
        }
        return CommandResult.in(Map.of("TUNNELWATCH_API_TOKEN", "token-must-never"), all.toArray(String[]::new));
    }
}
