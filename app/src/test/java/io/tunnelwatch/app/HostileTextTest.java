package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.tunnelwatch.app.console.Terminal;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile text in names, ids, reasons and cloud errors, through every command and format that prints it. */
@Tag("S-50")
@Tag("S-51")
class HostileTextTest {
    private static final List<String> CORPUS = List.of(
            "esc\u001b[31mRED\u001b]0;title\u0007",
            "c1\u009b31mRED",
            "bidi\u202elasrever\u2066",
            "line\u2028separator\u2029",
            "two\r\nlines",
            "\n=1+1",
            "=HYPERLINK(\"http://x.example\")",
            "  +1",
            "\u00a0@SUM(1)",
            "\t-1",
            "\u200b=1+1",
            "＝1+1",
            "alone\ud800\ud83dsurrogate",
            "quote\",=1+1",
            "<script>x</script>",
            "long".repeat(5_000));

    private static final List<String> COMMANDS = List.of(
            "status",
            "alerts",
            "history vco-1 --format table",
            "history vco-1 --format csv",
            "history vco-1 --format json",
            "history vco-1 --format jsonl",
            "history vco-1 --format html",
            "report --format table",
            "report --format csv",
            "report --format json",
            "report --format jsonl",
            "report --format html",
            "export --format csv",
            "export --format jsonl");

    private static final ObjectMapper JSON = new ObjectMapper();

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeReadApi api;

    private String text = "plain";

    @BeforeEach
    void start() throws IOException {
        api = new FakeReadApi(this::answer);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    static Stream<Arguments> everything() {
        return COMMANDS.stream().flatMap(command -> CORPUS.stream().map(it -> Arguments.of(command, it)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void shouldPrintNothingThatATerminalABrowserOrASheetWouldObey(String command, String hostile) {
        // Given
        CommandResult plain = typed(command);
        assertThat(plain.exitCode()).as(plain.err()).isZero();
        text = hostile;

        // When
        CommandResult typed = typed(command);

        // Then
        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out().replace("\n", "")).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        assertThat(typed.out().lines().count()).isEqualTo(plain.out().lines().count());
        if (command.endsWith("html")) {
            assertThat(typed.out()).doesNotContain("<script");
        }
        if (command.endsWith("csv")) {
            assertThat(cells(typed.out())).isNotEmpty().noneMatch(it -> it.matches("(?s)[\\s\\p{Z}␦]*[=+\\-@＝].*"));
        }
    }

    static Stream<String> corpus() {
        return CORPUS.stream();
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void shouldGiveProgramsTheTextAsItIs(String hostile) throws IOException {
        text = hostile.replaceAll("\\p{Cs}", "");

        String line = typed("export --format jsonl").out().lines().findFirst().orElseThrow();

        assertThat(JSON.readTree(line).path("reason").asText()).isEqualTo(text);
    }

    @Test
    void shouldSayWhatTheApiSaysOnOneLine() {
        text = "no\r\nsuch\u001b[31m thing";
        api.answerFromNowOn(it -> {
            it.getResponseHeaders().add("content-type", "application/problem+json");
            FakeReadApi.answer(it, 404, Map.of("detail", text));
        });

        assertThat(typed("status").err().lines()).singleElement().asString().contains("no␦␦such␦[31m thing");
    }

    private CommandResult typed(String command) {
        return api.typed(Terminal.none(), command.split(" "));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, Object> connection = new HashMap<>(Map.of("id", "vco-1", "account", text, "region", text));
        connection.putAll(Map.of("name", text, "state", text, "since", text, "reason", text, "tunnels", List.of()));
        if (path.equals("/api/v1/connections")) {
            FakeReadApi.answer(exchange, 200, Map.of("asOf", text, "connections", List.of(connection)));
        } else if (path.startsWith("/api/v1/connections/")) {
            FakeReadApi.answer(exchange, 200, Map.of("connection", connection));
        } else if (path.equals("/api/v1/alerts")) {
            var alert = Map.of("status", text, "severity", text, "rule", text, "entity", text, "summary", text);
            FakeReadApi.answer(exchange, 200, Map.of("asOf", text, "alerts", List.of(alert)));
        } else if (path.equals("/api/v1/availability")) {
            var row = Map.of("key", text, "name", text, "availability", 1.0, "downSeconds", 12);
            FakeReadApi.answer(exchange, 200, Map.of("asOf", text, "from", text, "to", text, "rows", List.of(row)));
        } else {
            var interval = new HashMap<>(Map.of("from", "2026-11-21T08:00:00Z", "to", "2026-11-21T09:00:00Z"));
            interval.putAll(Map.of("entity", text, "facet", text, "state", text, "reason", text, "raw", text));
            FakeReadApi.answer(
                    exchange, 200, Map.of("knownUntil", "2026-11-21T09:00:00Z", "intervals", List.of(interval)));
        }
    }

    /** The cells of a CSV line, as a spreadsheet reads them. */
    private static List<String> cells(String csv) {
        return Arrays.stream(csv.split("(?:^|,|\\R)(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .map(it ->
                        it.startsWith("\"") ? it.substring(1, it.length() - 1).replace("\"\"", "\"") : it)
                .toList();
    }
}
