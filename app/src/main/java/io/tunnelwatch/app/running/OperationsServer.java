package io.tunnelwatch.app.running;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.BoundedHttpServer;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.Loopback;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.OriginFilter;
import io.tunnelwatch.runtime.OriginRules;
import io.tunnelwatch.runtime.metrics.MetricsFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** Serves health and metrics of a program that has no web page. */
public final class OperationsServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final BoundedHttpServer server;

    private OperationsServer(BoundedHttpServer server) {
        this.server = server;
    }

    /**
     * Starts the server.
     *
     * @param port 0 for any free one
     */
    public static OperationsServer start(
            String address, int port, Supplier<Health> health, PrometheusRegistry metrics) {
        BoundedHttpServer server;
        try {
            server = BoundedHttpServer.bind("operations", new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port + " on " + address + " cannot be listened on (" + e.getMessage()
                            + "): choose another with the setting ops.port (0 takes any free one).",
                    e);
        }
        var origins = new OriginFilter(origins(address));
        server.answer("/healthz", it -> answerHealth(it, health.get(), Health::alive), origins)
                .answer("/readyz", it -> answerHealth(it, health.get(), Health::ready), origins)
                .answer("/metrics", it -> answerMetrics(it, metrics), origins)
                .start();
        return new OperationsServer(server);
    }

    /** On loopback only loopback's names are answered. Elsewhere a scraper uses any name that leads here. */
    private static OriginRules origins(String address) {
        return OriginRules.at(address, Loopback.isHost(address) ? List.of() : List.of("*"));
    }

    public URI address() {
        return URI.create("http://" + server.address().getHostString() + ":"
                + server.address().getPort());
    }

    private static void answerHealth(HttpExchange exchange, Health health, Predicate<Health> isWell)
            throws IOException {
        byte[] body = (health.detail() + "\n").getBytes(StandardCharsets.UTF_8);
        answer(exchange, isWell.test(health) ? 200 : 503, TEXT, body);
    }

    private static void answerMetrics(HttpExchange exchange, PrometheusRegistry metrics) throws IOException {
        var asked = exchange.getRequestHeaders();
        var writer = MetricsFormat.accepted(asked.getFirst("Accept"));
        var body = new ByteArrayOutputStream();
        if (Objects.requireNonNullElse(asked.getFirst("Accept-Encoding"), "").contains("gzip")) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            try (var zip = new GZIPOutputStream(body)) {
                writer.write(zip, metrics.scrape());
            }
        } else {
            writer.write(body, metrics.scrape());
        }
        answer(exchange, 200, writer.getContentType(), body.toByteArray());
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
