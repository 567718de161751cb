package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The commands with which people answer alerts, with an API whose answers the test sets. */
class AnswerCommandsTest {
    private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();

    /** Answers of the board, one for each look; the last one stays. */
    private final List<String> boards = new ArrayList<>(List.of(board("UP")));

    private volatile String alerts = "";
    private volatile String asOf = "2026-11-21T08:00:01Z";
    private final AtomicInteger looks = new AtomicInteger();
    private volatile String refusal = "";
    private volatile Runnable whenDeclared = () -> {};

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private HttpServer api;

    @BeforeEach
    void start() throws IOException {
        api = LoopbackServer.onAnyPort();
        api.createContext("/api/v1/commands", this::commands);
        api.createContext("/api/v1/alerts", it -> answer(it, 200, "{\"alerts\":[" + alerts + "]}"));
        api.createContext(
                "/api/v1/connections",
                it -> answer(it, 200, boards.get(Math.min(looks.getAndIncrement(), boards.size() - 1))));
        api.createContext(
                "/api/v1/summary",
                it -> answer(it, 200, "{\"now\":\"2026-11-21T08:00:00Z\",\"asOf\":\"" + asOf + "\"}"));
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    @Test
    void shouldAcknowledgeEveryAlertOfAConnectionThatTellsPeople() {
        alerts = alert("a", "ConnectionDown", "null", "") + "," + alert("b", "BgpDown", "\"a\"", "");

        var typed = typed("ack", "Rome", "--for", "8h", "--reason", "ticket 4711");

        assertThat(typed.out())
                .isEqualTo("Acknowledged until 2026-11-21T10:00:00Z, by ops-night: ConnectionDown of vco-1.\n");
        assertThat(sent).singleElement().satisfies(it -> {
            assertThat(it.path("type").asText()).isEqualTo("ACKNOWLEDGE");
            assertThat(it.path("fingerprint").asText()).isEqualTo("a");
            assertThat(it.path("for").asText()).isEqualTo("8h");
            assertThat(it.path("reason").asText()).isEqualTo("ticket 4711");
            assertThat(it.path("id").asText()).hasSize(36);
        });
        assertThat(headers).containsExactly("application/json 1 Bearer token-must-never");
    }

    @Test
    void shouldAcknowledgeAnInhibitedAlertWhenItIsTheOneThatIsMeant() {
        alerts = alert("b", "BgpDown", "\"a\"", "");

        assertThat(typed("ack", "b").out()).contains("BgpDown of vco-1");
    }

    @Test
    void shouldSayThatNoAlertIsMeant() {
        var typed = typed("ack", "Paris");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err())
                .isEqualTo(
                        "tunnelwatch: No active alert is about 'Paris': 'tunnelwatch alerts' lists the active ones.\n");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldSilenceAndSayWhatItCovers() {
        alerts = alert("a", "BgpDown", "null", "\"c-1\"") + "," + alert("b", "BgpDown", "null", "");

        var typed = typed("silence", "alertname=BgpDown", "tag_env=~prod|test", "--for", "2h", "--reason", "lab");

        assertThat(typed.out())
                .isEqualTo(
                        """
                        Silenced from 2026-11-21T08:00:00Z until 2026-11-21T10:00:00Z, by ops-night. Active alerts that it covers now: 1.
                        End it with: tunnelwatch unsilence c-1
                        """);
        assertThat(sent.get(0).path("matcher").toString()).isEqualTo("[\"alertname=BgpDown\",\"tag_env=~prod|test\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"silence", "maintenance"})
    void shouldTakeAConnectionByWhatAPersonCallsIt(String command) {
        var typed = typed(command, "ROM", "alertname=BgpDown", "--for", "2h", "--reason", "lab");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(sent.get(0).path("matcher").toString())
                .isEqualTo("[\"alertname=BgpDown\",\"vpn_connection_id=vco-1\"]");
        assertThat(typed.err()).startsWith("Connection vco-1 (Rome, ");
    }

    @Test
    void shouldTakeSeveralConnectionsAsAlternatives() {
        boards.set(0, boardOf("vco-1", "Rome", "vco-2", "罗马"));

        typed("silence", "罗马", "vco-1", "VCO-1", "--for", "2h", "--reason", "lab");

        assertThat(sent.get(0).path("matcher").toString()).isEqualTo("[\"vpn_connection_id=~vco-2|vco-1\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"silence", "maintenance"})
    void shouldListTheCandidatesOfAnAmbiguousName(String command) {
        boards.set(0, boardOf("vco-1", "Rome", "vco-2", "Old Rome\u202e"));

        var typed = typed(command, "rom", "--for", "2h", "--reason", "lab");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("'rom' may be any of 2 connections", "vco-1 (Rome", "vco-2 (Old Rome␦");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldNotSilenceAConnectionThatNobodyKnows() {
        boards.set(0, "{\"connections\":[]}");

        var typed = typed("silence", "paris", "--for", "2h", "--reason", "lab");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("'paris'", "tunnelwatch status");
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldSayInTheWordsOfTheApiWhyACommandIsRefused() {
        refusal = "reason must say why";

        var typed = typed("silence", "a=b", "--for", "2h");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().endsWith("says: reason must say why");
    }

    @Test
    void shouldEndCommands() {
        assertThat(typed("unsilence", "x-1", "x-2", "--reason", "done").out())
                .isEqualTo("Ended, by ops-night: x-1\nEnded, by ops-night: x-2\n");
        assertThat(sent).allMatch(it -> it.path("type").asText().equals("CANCEL"));
    }

    @Test
    void shouldListWhatIsInForce() {
        assertThat(typed("commands").out())
                .isEqualTo(
                        """
                        STATE     TYPE     BY         GIVEN                 UNTIL                 WHAT         REASON  ID
                        IN_FORCE  SILENCE  ops-night  2026-11-21T08:00:00Z  2026-11-21T10:00:00Z  a="b" c="d"  lab     c-1
                        """);
    }

    @Test
    void shouldWrapAChangeAndSayWhatCameBack() {
        boards.addAll(List.of(board("DOWN"), board("DOWN"), board("UP")));

        var typed = maintenance("tag_env=prod", "--for", "30m", "--reason", "firmware", "--", "sh", "-c", "exit 0");

        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out())
                .isEqualTo(
                        """
                        Maintenance from 2026-11-21T08:00:00Z until 2026-11-21T10:00:00Z, by ops-night. End it with: tunnelwatch unsilence c-1
                        'sh' has ended with exit code 0.
                        Waiting for: vco-1 Rome is DOWN (R)
                        Waiting for: vco-1 Rome is DOWN (R)
                        Back: vco-1 Rome
                        Everything that was up is up again.
                        The maintenance has ended.
                        """);
        assertThat(sent).extracting(it -> it.path("type").asText()).containsExactly("MAINTENANCE", "CANCEL");
        assertThat(sent.get(1).path("cancels").asText()).isEqualTo("c-1");
    }

    @Test
    void shouldDeclareAMaintenanceThatReturns() {
        var typed = typed(
                "maintenance",
                "a=b",
                "--at",
                "02:00",
                "--days",
                "SATURDAY,SUNDAY",
                "--zone",
                "Asia/Shanghai",
                "--for",
                "1h30m",
                "--until",
                "2027-06-30T00:00:00+08:00",
                "--reason",
                "r");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(sent.get(0).path("recurrence").toString())
                .isEqualTo("{\"days\":[\"SATURDAY\",\"SUNDAY\"],\"startTime\":\"02:00\",\"durationMinutes\":90,"
                        + "\"zone\":\"Asia/Shanghai\"}");
        assertThat(sent.get(0).has("for")).isFalse();
        assertThat(sent.get(0).path("until").asText()).isEqualTo("2027-06-30T00:00:00+08:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--zone UTC --for 1h", "--at 02:00", "--at 02:00 --for soon", "--at 02:00 --for 1h -- true"})
    void shouldRefuseHalfARecurrence(String options) {
        var words = new ArrayList<>(List.of("maintenance", "a=b", "--reason", "r"));
        words.addAll(List.of(options.split(" ")));

        assertThat(typed(words.toArray(String[]::new)).exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(sent).isEmpty();
    }

    @Test
    void shouldExitWithThreeWhenSomethingDoesNotComeBack() {
        boards.add(board("DOWN"));

        var typed = maintenance(
                "tag_env=prod", "--for", "30m", "--reason", "firmware", "--wait", "0", "--", "sh", "-c", "exit 0");

        assertThat(typed.exitCode()).isEqualTo(MaintenanceCommand.NOT_BACK);
        assertThat(typed.out())
                .contains("Not back: vco-1 Rome is DOWN (R)", "The maintenance has ended.")
                .doesNotContain("is up again");
    }

    @Test
    void shouldNotTakeAScanBeforeTheEndOfTheChangeForProof() {
        asOf = "2026-11-21T08:00:00Z";

        var typed = maintenance("tag_env=prod", "--for", "30m", "--reason", "r", "--wait", "0", "--", "true");

        assertThat(typed.exitCode()).isEqualTo(MaintenanceCommand.NOT_BACK);
        assertThat(typed.out()).contains("Not back: a complete scan since the change");
    }

    @Test
    void shouldWaitForAnAlertOfThisTime() {
        boards.add("{\"connections\":[]}");
        var typed = maintenance(
                () -> alerts = alert("z", "BgpDown", "null", ""),
                "alertname=BgpDown",
                "--for",
                "30m",
                "--reason",
                "r",
                "--wait",
                "0",
                "--",
                "true");

        assertThat(typed.exitCode()).isEqualTo(MaintenanceCommand.NOT_BACK);
        assertThat(typed.out()).contains("Not back: alert BgpDown of vco-1 is still active");
    }

    @Test
    void shouldExitWithTheCodeOfTheChangeAndEndTheMaintenance() {
        var typed = maintenance("tag_env=prod", "--for", "30m", "--reason", "r", "--", "sh", "-c", "exit 7");

        assertThat(typed.exitCode()).isEqualTo(7);
        assertThat(sent).extracting(it -> it.path("type").asText()).containsExactly("MAINTENANCE", "CANCEL");
    }

    @Test
    void shouldEndTheMaintenanceWhenTheChangeCannotBeRun() {
        var typed = typed("maintenance", "tag_env=prod", "--for", "30m", "--reason", "r", "--", "no-such-program");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("'no-such-program' cannot be run");
        assertThat(sent).extracting(it -> it.path("type").asText()).containsExactly("MAINTENANCE", "CANCEL");
    }

    @Test
    void shouldMakeATokenThatOnlyItsReaderKnows() throws Exception {
        var lines = CommandResult.in(Map.of(), "token", "ops-night", "--role", "operator", "--tag", "env=prod")
                .out()
                .lines()
                .toList();

        assertThat(lines.get(0)).matches("Token, shown only now: tw_[A-Za-z0-9_-]{43}");
        String token = lines.get(0).substring(lines.get(0).lastIndexOf(' ') + 1);
        var hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        assertThat(lines.get(1))
                .isEqualTo("Line for http.tokens.file: ops-night:operator:env=prod:"
                        + HexFormat.of().formatHex(hash));
    }

    @ParameterizedTest
    @ValueSource(strings = {"token x --role king", "token x:y --role viewer", "token x --role viewer --tag a=b"})
    void shouldRefuseATokenThatTheServerWouldRefuse(String words) {
        assertThat(CommandResult.in(Map.of(), words.split(" ")).exitCode()).isEqualTo(OperatorException.EXIT_CODE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ack", "silence", "maintenance", "unsilence", "commands", "token"})
    void shouldShowExamplesOfEach(String command) {
        assertThat(CommandResult.in(Map.of(), command, "--help").out()).contains("Examples:", "tunnelwatch " + command);
    }

    private CommandResult maintenance(String... words) {
        return maintenance(() -> {}, words);
    }

    /** The command with short pauses between two looks. */
    private CommandResult maintenance(Runnable whenDeclared, String... words) {
        this.whenDeclared = whenDeclared;
        var out = new StringWriter();
        var environment = new CommandEnvironment(
                Map.of("TUNNELWATCH_API_TOKEN", "token-must-never"),
                Path.of("no-such-home"),
                new PrintWriter(out, true),
                new PrintWriter(out, true));
        int code = new CommandLine(new MaintenanceCommand(environment, Duration.ofMillis(1)))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    throw e;
                })
                .execute(withAddress(words));
        return new CommandResult(code, out.toString(), "");
    }

    private CommandResult typed(String... words) {
        return CommandResult.in(Map.of("TUNNELWATCH_API_TOKEN", "token-must-never"), withAddress(words));
    }

    private String[] withAddress(String... words) {
        var all = new ArrayList<>(Arrays.asList(words));
        int end = all.indexOf("--");
        all.addAll(
                end < 0 ? all.size() : end,
                List.of("--api", "http://127.0.0.1:" + api.getAddress().getPort()));
        return all.toArray(String[]::new);
    }

    private static String alert(String fingerprint, String rule, String inhibitedBy, String commands) {
        return "{\"fingerprint\":\"" + fingerprint + "\",\"rule\":\"" + rule + "\",\"entity\":\"vco-1\","
                + "\"connectionId\":\"vco-1\",\"name\":\"Rome\",\"inhibitedBy\":" + inhibitedBy + ",\"members\":[],"
                + "\"labels\":{\"alertname\":\"" + rule + "\",\"tag_env\":\"prod\"},\"commands\":[" + commands + "]}";
    }

    private static String board(String state) {
        return "{\"connections\":[{\"id\":\"vco-1\",\"name\":\"Rome\",\"state\":\"" + state
                + "\",\"reason\":\"R\",\"tags\":{\"env\":\"prod\"}}]}";
    }

    private static String boardOf(String id, String name, String otherId, String otherName) {
        return "{\"connections\":[{\"id\":\"" + id + "\",\"name\":\"" + name + "\"},{\"id\":\"" + otherId
                + "\",\"name\":\"" + otherName + "\"}]}";
    }

    private void commands(HttpExchange exchange) throws IOException {
        String command = "{\"id\":\"c-1\",\"type\":\"SILENCE\",\"state\":\"IN_FORCE\",\"by\":\"ops-night\","
                + "\"at\":\"2026-11-21T08:00:00Z\",\"from\":\"2026-11-21T08:00:00Z\",\"until\":\"2026-11-21T10:00:00Z\","
                + "\"matcher\":[\"a=\\\"b\\\"\",\"c=\\\"d\\\"\"],\"reason\":\"lab\",\"cancels\":%s}";
        if (exchange.getRequestMethod().equals("GET")) {
            answer(exchange, 200, "{\"commands\":[" + String.format(command, "null") + "]}");
            return;
        }
        JsonNode body = new ObjectMapper().readTree(exchange.getRequestBody().readAllBytes());
        sent.add(body);
        headers.add(exchange.getRequestHeaders().getFirst("content-type") + " "
                + exchange.getRequestHeaders().getFirst("x-tunnelwatch-request") + " "
                + exchange.getRequestHeaders().getFirst("authorization"));
        if (!refusal.isEmpty()) {
            exchange.getResponseHeaders().set("content-type", "application/problem+json");
            answer(exchange, 400, "{\"detail\":\"" + refusal + "\"}");
            return;
        }
        whenDeclared.run();
        answer(exchange, 201, String.format(command, body.has("cancels") ? body.path("cancels") : "null"));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
