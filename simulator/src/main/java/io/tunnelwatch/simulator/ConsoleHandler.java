package io.tunnelwatch.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tunnelwatch.simulator.wire.Body;
import io.tunnelwatch.simulator.wire.Format;
import io.tunnelwatch.simulator.wire.Parameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * The simulator's own side door, for tests that run against it from another process; the cloud has none like it. No
 * secret is in any of its answers.
 */
final class ConsoleHandler implements HttpHandler {
    private final Truth truth;
    private final Requests requests;
    private final Instant began;
    private final Clock clock;

    ConsoleHandler(Truth truth, Requests requests, Instant began, Clock clock) {
        this.truth = truth;
        this.requests = requests;
        this.began = began;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/simulator/truth" -> answerTruth(exchange);
                case "/simulator/sightings" -> send(exchange, 200, sightings());
                case "/simulator/requests" -> send(exchange, 200, counters());
                default ->
                    send(exchange, 404, "There are truth, sightings and requests.".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private void answerTruth(HttpExchange exchange) throws IOException {
        try {
            var parameters = Parameters.parse(exchange.getRequestURI().getRawQuery());
            Instant from = parameters.find("from").map(Instant::parse).orElse(began);
            Instant until = parameters.find("until").map(Instant::parse).orElseGet(clock::instant);
            send(exchange, 200, truth(from, until));
        } catch (DateTimeException | IllegalArgumentException e) {
            send(
                    exchange,
                    400,
                    "from and until are instants, as in 2026-01-01T00:00:00Z.".getBytes(StandardCharsets.UTF_8));
        }
    }

    private byte[] truth(Instant from, Instant until) {
        return Format.JSON
                .body("")
                .text("began", began.toString())
                .text("from", from.toString())
                .text("until", until.toString())
                .list("values", truth.values(from).entrySet(), (body, it) -> point(body, it.getKey())
                        .text("value", it.getValue()))
                .list("changes", truth.changes(from, until), (body, it) -> point(body, it.point())
                        .text("at", it.at().toString())
                        .text("from", it.from())
                        .text("to", it.to()))
                .list("observable", truth.observable(), (body, it) -> point(body, it.point())
                        .text("from", it.from())
                        .text("to", it.to())
                        .text("lastSeenBefore", it.lastSeenBefore().toString())
                        .text("seenAt", it.seenAt().toString()))
                .finish();
    }

    private byte[] sightings() {
        return Format.JSON
                .body("")
                .list("sightings", truth.sightings(), (body, it) -> body.number("number", it.number())
                        .text("account", it.account())
                        .text("region", it.region())
                        .text("action", it.action())
                        .text("at", it.at().toString())
                        .number("pageNumber", it.pageNumber())
                        .number("pageSize", it.pageSize())
                        .number("items", it.items())
                        .number("total", it.total())
                        .text("connectionId", it.filter().connectionId().orElse(null))
                        .flag("plainPage", it.isPlainPage()))
                .finish();
    }

    private byte[] counters() {
        return Format.JSON
                .body("")
                .list("requests", requests.counts().entrySet(), (body, it) -> body.text(
                                "account", it.getKey().account())
                        .text("region", it.getKey().region())
                        .text("action", it.getKey().action())
                        .text("outcome", it.getKey().outcome())
                        .number("count", it.getValue()))
                .finish();
    }

    private static Body point(Body body, Point point) {
        return body.text("account", point.account())
                .text("region", point.region())
                .text("connectionId", point.connectionId())
                .text("tunnelId", point.tunnelId())
                .text("facet", point.facet().name());
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
