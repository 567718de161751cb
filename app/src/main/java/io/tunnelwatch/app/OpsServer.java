package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.program.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** Health and metrics of a part that runs alone and has no page. */
final class OpsServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "ops.port",
                    ConfigDef.Type.INT,
                    9400,
                    ConfigDef.Range.between(0, 65535),
                    Importance.MEDIUM,
                    "Port of /healthz, /readyz and /metrics of an ingest or processor that runs alone; 0 takes any free"
                            + " one.")
            .define(
                    "ops.host",
                    ConfigDef.Type.STRING,
                    "127.0.0.1",
                    new ConfigDef.NonEmptyString(),
                    Importance.LOW,
                    "Address that they listen on.");

    private final HttpServer server;

    private OpsServer(HttpServer server) {
        this.server = server;
    }

    static ConfigDef definition() {
        return DEFINITION;
    }

    static OpsServer start(Settings settings, Program program, PrometheusRegistry metrics) {
        var config = settings.parse(DEFINITION);
        int port = config.getInt("ops.port");
        try {
            var server = HttpServer.create(new InetSocketAddress(config.getString("ops.host"), port), 0);
            server.createContext("/healthz", it -> health(it, program, Health::alive));
            server.createContext("/readyz", it -> health(it, program, Health::ready));
            server.createContext("/metrics", it -> metrics(it, metrics));
            server.start();
            return new OpsServer(server);
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port + " is in use: choose another with ops.port (0 takes any free one).", e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void health(HttpExchange exchange, Program program, Predicate<Health> good) throws IOException {
        Health health = program.health();
        var body = JSON.createObjectNode();
        body.putObject(program.name())
                .put("alive", health.alive())
                .put("ready", health.ready())
                .put("detail", health.detail());
        send(exchange, good.test(health) ? 200 : 503, "application/json", JSON.writeValueAsBytes(body));
    }

    private static void metrics(HttpExchange exchange, PrometheusRegistry metrics) throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, metrics.scrape());
        send(exchange, 200, PrometheusTextFormatWriter.CONTENT_TYPE, out.toByteArray());
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
