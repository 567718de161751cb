package io.tunnelwatch.app.running;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** For a program that has no web page: how it is, and its metrics. */
public final class OperationsServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "operations");
        thread.setDaemon(true);
        return thread;
    });

    private OperationsServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param port 0 for any free one
     */
    public static OperationsServer start(
            String address, int port, Supplier<Health> health, PrometheusRegistry metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port + " on " + address + " cannot be listened on (" + e.getMessage()
                            + "): choose another with the setting ops.port (0 takes any free one).",
                    e);
        }
        var started = new OperationsServer(server);
        server.setExecutor(started.thread);
        server.createContext("/healthz", it -> answerHealth(it, health.get(), Health::alive));
        server.createContext("/readyz", it -> answerHealth(it, health.get(), Health::ready));
        server.createContext("/metrics", it -> answerMetrics(it, metrics));
        server.start();
        return started;
    }

    public URI address() {
        return URI.create("http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort());
    }

    private static void answerHealth(HttpExchange exchange, Health health, Predicate<Health> isWell)
            throws IOException {
        byte[] body = (health.detail() + "\n").getBytes(StandardCharsets.UTF_8);
        answer(exchange, isWell.test(health) ? 200 : 503, TEXT, body);
    }

    private static void answerMetrics(HttpExchange exchange, PrometheusRegistry metrics) throws IOException {
        var writer = PrometheusTextFormatWriter.create();
        var body = new ByteArrayOutputStream();
        writer.write(body, metrics.scrape());
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
        server.stop(0);
        thread.shutdownNow();
    }
}
