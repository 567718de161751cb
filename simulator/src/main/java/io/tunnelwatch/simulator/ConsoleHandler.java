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
import java.util.List;
import java.util.Map;

/**
 * Endpoint of the simulator itself, for tests in other processes; the real cloud has none like it. No answer of it holds a
 * secret.
 */
final class ConsoleHandler implements HttpHandler {
    private final Truth truth;
    private final RequestLog requests;
    private final Instant began;
    private final Clock clock;

    ConsoleHandler(Truth truth, RequestLog requests, Instant began, Clock clock) {
        this.truth = truth;
        this.requests = requests;
        this.began = began;
        this.clock = clock;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        } catch (DateTimeException | IllegalArgumentException e) {
            send(exchange, 400, text("from and until are instants, as in 2026-01-01T00:00:00Z; after is a number."));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var parameters = Parameters.parse(exchange.getRequestURI().getRawQuery());
        switch (exchange.getRequestURI().getPath()) {
            case "/simulator/truth" -> send(exchange, 200, truth(parameters));
            case "/simulator/sightings" -> send(exchange, 200, sightings(parameters));
            case "/simulator/requests" -> send(exchange, 200, counters());
            default ->
                send(
                        exchange,
                        404,
                        text("Not found: there are /simulator/truth, /simulator/sightings and"
                                + " /simulator/requests."));
        }
    }

    /**
     * The truth. {@code observable=false} leaves out the changes that scans showed, which take longer to find the more scans
     * there were.
     */
    private byte[] truth(Parameters parameters) {
        boolean observable =
                parameters.find("observable").map(Boolean::parseBoolean).orElse(true);
        return truth(
                parameters.find("from").map(Instant::parse).orElse(began),
                parameters.find("until").map(Instant::parse).orElseGet(clock::instant),
                observable ? truth.observable() : List.of());
    }

    private byte[] truth(Instant from, Instant until, List<SeenChange> observable) {
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
                .list("observable", observable, (body, it) -> point(body, it.point())
                        .text("from", it.from())
                        .text("to", it.to())
                        .text("lastSeenBefore", it.lastSeenBefore().toString())
                        .text("seenAt", it.seenAt().toString()))
                .finish();
    }

    /** The sightings: with {@code after} only later ones, with {@code values=true} also what each showed. */
    private byte[] sightings(Parameters parameters) {
        long after = parameters.find("after").map(Long::parseLong).orElse(0L);
        boolean values = parameters.find("values").map(Boolean::parseBoolean).orElse(false);
        var sightings =
                truth.sightings().stream().filter(it -> it.number() > after).toList();
        return Format.JSON
                .body("")
                .list("sightings", sightings, (body, it) -> sighting(body, it, values))
                .finish();
    }

    private void sighting(Body body, Sighting sighting, boolean values) {
        body.number("number", sighting.number())
                .text("account", sighting.account())
                .text("region", sighting.region())
                .text("action", sighting.action())
                .text("at", sighting.at().toString())
                .number("pageNumber", sighting.pageNumber())
                .number("pageSize", sighting.pageSize())
                .number("items", sighting.items())
                .number("total", sighting.total())
                .text("connectionId", sighting.filter().connectionId().orElse(null))
                .flag("plainPage", sighting.isPlainPage());
        if (values) {
            body.list("values", truth.shown(sighting).entrySet(), ConsoleHandler::value);
        }
    }

    private static void value(Body body, Map.Entry<Point, String> value) {
        point(body, value.getKey()).text("value", value.getValue());
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

    private static byte[] text(String words) {
        return words.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
