package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.sun.net.httpserver.HttpExchange;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The output of the commands on a terminal, kept as golden files. {@code -Dgolden.update=true} writes them again. The names are
 * those that break a table: Chinese ones, and ones with control and bidirectional characters.
 */
class TerminalOutputTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T08:03:10Z");

    private static final List<Map<String, Object>> CONNECTIONS = List.of(
            connection("vco-1", "成都分公司 branch-chengdu", "DOWN", "PHASE1_FAILED"),
            connection("vco-2", "branch-berlin", "UP", "ESTABLISHED"),
            connection("vco-3", "evil\u001b[31m\u202eeman\r\n", "DEGRADED", "ONE_TUNNEL_DOWN"),
            connection("vco-4", "Branch-Bern", "UP", "ESTABLISHED"),
            connection("vco-44", "=cmd()", "UP", "ESTABLISHED"));

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeReadApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeReadApi(this::answer);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource({
        "status,80",
        "status,200",
        "alerts,80",
        "alerts,200",
        "commands,80",
        "commands,200",
        "history CHENGDU,80",
        "history CHENGDU,200",
        "report,80",
        "report,200",
        "status --utc,80"
    })
    void shouldPrintForATerminal(String command, int columns) throws IOException {
        var typed = api.typed(terminal(columns), command.split(" "));

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        GoldenFile.compare(command.replaceAll("[^A-Za-z]+", "-") + "-" + columns, typed.out());
    }

    @ParameterizedTest
    @CsvSource({
        "status,json",
        "status,jsonl",
        "status,csv",
        "status,yaml",
        "alerts,csv",
        "alerts,yaml",
        "commands,csv",
        "commands,yaml",
        "history vco-1,jsonl",
        "history vco-1,yaml",
        "report,yaml"
    })
    void shouldPrintForAProgramTheSameOnATerminalAndInAPipe(String command, String format) throws IOException {
        String[] words = (command + " -o " + format).split(" ");

        var typed = api.typed(Terminal.none(), words);

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(api.typed(terminal(80), words).out()).isEqualTo(typed.out());
        GoldenFile.compare(command.replaceAll("[^A-Za-z]+", "-") + "." + format, typed.out());
    }

    /** The reader is not ours, so that it also judges what we call YAML. */
    @Test
    void shouldWriteYamlWithTheValuesOfTheJson() throws IOException {
        String yaml = api.typed(Terminal.none(), "status", "-o", "yaml").out();

        JsonNode json =
                JSON.readTree(api.typed(Terminal.none(), "status", "-o", "json").out());
        assertThat(new YAMLMapper().readTree(yaml)).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({
        "vco-1,vco-1",
        "VCO-2,vco-2",
        "branch-berlin,vco-2",
        "berlin,vco-2",
        "BRANCH-BERN,vco-4",
        "成都,vco-1",
        "prod/cn-hangzhou/vco-2,vco-2",
        "vco-4,vco-4",
        "tun-vco-2,vco-2",
        "gone,vco-gone"
    })
    void shouldFindAConnectionByWhatAPersonCallsIt(String name, String id) {
        var typed = api.typed(Terminal.none(), "history", name, "-o", "jsonl");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out()).contains("\"entity\":\"" + id + "\"");
    }

    @Test
    void shouldListTheCandidatesOfAnAmbiguousName() {
        var typed = api.typed(Terminal.none(), "history", "branch-be");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .contains("any of 2", "vco-2 (branch-berlin, prod/cn-hangzhou)", "vco-4 (Branch-Bern")
                .doesNotContain("vco-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "prod/cn-hangzhou/", " ", "%2e%2e", "a b"})
    void shouldNameTheCureForANameThatNobodyHas(String name) {
        var typed = api.typed(Terminal.none(), "history", name);

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("tunnelwatch status");
    }

    private static Terminal terminal(int columns) {
        return new Terminal(true, columns, ZoneId.of("Asia/Shanghai"), Clock.fixed(NOW, ZoneId.of("UTC")));
    }

    private static Map<String, Object> connection(String id, String name, String state, String reason) {
        return Map.of(
                "id",
                id,
                "account",
                "prod",
                "region",
                "cn-hangzhou",
                "name",
                name,
                "state",
                state,
                "reason",
                reason,
                "since",
                "2026-11-21T08:00:00Z",
                "tunnels",
                List.of(Map.of("id", "tun-" + id)),
                "tags",
                Map.of("no", "yes"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = Objects.requireNonNullElse(exchange.getRequestURI().getQuery(), "");
        if (path.equals("/api/v1/connections")) {
            String wanted = query.replaceFirst("^q=", "").toLowerCase(Locale.ROOT);
            var found = CONNECTIONS.stream()
                    .filter(it -> (it.get("id") + " " + it.get("name"))
                            .toLowerCase(Locale.ROOT)
                            .contains(wanted))
                    .map(TerminalOutputTest::sorted)
                    .toList();
            FakeReadApi.answer(exchange, 200, Map.of("asOf", "2026-11-21T08:03:00Z", "connections", found));
        } else if (path.equals("/api/v1/connections/gone")) {
            FakeReadApi.answer(exchange, 200, Map.of("connection", connection("vco-gone", "gone", "DOWN", "DELETED")));
        } else if (path.startsWith("/api/v1/connections/")) {
            FakeReadApi.answer(exchange, 404, Map.of("detail", "no such connection"));
        } else {
            FakeReadApi.answer(exchange, 200, sorted(other(path, query)));
        }
    }

    private static Map<String, Object> other(String path, String query) {
        return switch (path) {
            case "/api/v1/summary" -> Map.of("troubles", List.of(Map.of("text", "nobody judges 成都\u0007")));
            case "/api/v1/alerts" ->
                Map.of(
                        "asOf",
                        "2026-11-21T08:03:00Z",
                        "alerts",
                        List.of(sorted(Map.of(
                                "status", "FIRING",
                                "severity", "CRITICAL",
                                "rule", "ConnectionDown",
                                "entity", "vco-1",
                                "name", "成都分公司",
                                "since", "2026-11-20T08:00:00Z",
                                "summary", "成都分公司 is down: phase 1 fails, both ends propose other algorithms",
                                "fingerprint", "0f3a"))));
            case "/api/v1/commands" ->
                Map.of(
                        "commands",
                        List.of(sorted(Map.of(
                                "state", "ACTIVE",
                                "type", "SILENCE",
                                "by", "安娜",
                                "at", "2026-11-21T08:00:00Z",
                                "until", "2026-11-21T10:00:00Z",
                                "matcher", List.of("alertname=BgpDown"),
                                "reason", "new firmware\u202e",
                                "id", "4711"))));
            case "/api/v1/availability" ->
                Map.of(
                        "asOf", "2026-11-21T08:03:00Z",
                        "from", "2026-10-21T08:00:00Z",
                        "to", "2026-11-21T08:00:00Z",
                        "rows",
                                List.of(sorted(Map.of(
                                        "key", "vco-1", "name", "成都分公司", "availability", 0.99, "downSeconds", 3720))));
            default ->
                Map.of(
                        "knownUntil",
                        "2026-11-21T08:03:00Z",
                        "intervals",
                        List.of(sorted(Map.of(
                                "entity", query.replaceFirst("^.*entity=([^&]*).*$", "$1"),
                                "facet", "IPSEC",
                                "state", "DOWN",
                                "reason", "PHASE1_FAILED",
                                "raw", "ike_sa_not_established",
                                "from", "2026-11-21T08:00:00Z",
                                "to", "2026-11-21T08:01:00Z"))));
        };
    }

    /** Golden files need an order of fields that is the same in every run. */
    private static Map<String, Object> sorted(Map<String, Object> map) {
        return new TreeMap<>(map);
    }
}
