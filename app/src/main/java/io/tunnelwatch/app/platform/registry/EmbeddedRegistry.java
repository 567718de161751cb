package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A schema registry in this process, on loopback, for everything that speaks Confluent's API. */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1 << 20;
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaTopic topic;
    private final Registry registry;

    private EmbeddedRegistry(HttpServer server, SchemaTopic topic, Registry registry) {
        this.server = server;
        this.topic = topic;
        this.registry = registry;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            var thread = new Thread(work, "schema-registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts on what the topic {@code _schemas} holds, which is made if it is not there.
     *
     * @param port 0 for any free one
     */
    public static EmbeddedRegistry start(Map<String, Object> kafka, int port) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port
                            + " on 127.0.0.1 is in use: choose another with --registry-port (0 takes any free one).",
                    e);
        }
        var store = new SchemaStore();
        var topic = new SchemaTopic(kafka, store);
        var started = new EmbeddedRegistry(server, topic, new Registry(store, topic));
        server.setExecutor(started.threads);
        server.createContext("/", started::handle);
        server.start();
        return started;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            byte[] body = JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            return Reply.error(413, 413, "A request of more than " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
            String query = exchange.getRequestURI().getRawQuery();
            return route(
                    exchange.getRequestMethod(),
                    path(exchange.getRequestURI()),
                    body,
                    query != null && query.contains("defaultToGlobal=true"));
        } catch (JsonProcessingException e) {
            return Reply.error(400, 400, "The request's body is not JSON");
        } catch (NumberFormatException e) {
            return Reply.noSuchSchema();
        } catch (IllegalStateException e) {
            return Reply.error(500, 50001, "Error in the backend data store: " + e.getMessage());
        }
    }

    /** Path by path as Confluent's reference has them; a word in capitals stands for any. */
    private Reply route(String method, List<String> path, JsonNode body, boolean orDefault) {
        String shape = method + " /" + String.join("/", shape(path));
        return switch (shape) {
            case "GET /" -> Reply.ok(Map.of());
            case "GET /subjects" -> registry.subjects();
            case "POST /subjects/S" -> registry.lookUp(path.get(1), body);
            case "GET /subjects/S/versions" -> registry.versions(path.get(1));
            case "POST /subjects/S/versions" -> registry.register(path.get(1), body);
            case "GET /subjects/S/versions/V" -> registry.version(path.get(1), path.get(3));
            case "GET /subjects/S/versions/V/schema" -> registry.rawSchema(path.get(1), path.get(3));
            case "GET /schemas/types" -> Reply.ok(List.of("AVRO"));
            case "GET /schemas/ids/S" -> registry.schema(Integer.parseInt(path.get(2)));
            case "GET /schemas/ids/S/subjects" -> registry.uses(Integer.parseInt(path.get(2)), Version::subject);
            case "GET /schemas/ids/S/versions" ->
                registry.uses(
                        Integer.parseInt(path.get(2)), it -> Map.of("subject", it.subject(), "version", it.version()));
            case "POST /compatibility/subjects/S/versions/V" -> registry.compatibility(path.get(2), path.get(4), body);
            case "GET /config" -> registry.level("", true);
            case "PUT /config" -> registry.setLevel("", body);
            case "GET /config/S" -> registry.level(path.get(1), orDefault);
            case "PUT /config/S" -> registry.setLevel(path.get(1), body);
            case "GET /mode", "GET /mode/S" -> Reply.ok(Map.of("mode", "READWRITE"));
            default -> Reply.error(404, 404, "HTTP 404 Not Found");
        };
    }

    private static List<String> shape(List<String> path) {
        var shape = new java.util.ArrayList<>(path);
        int subject = path.isEmpty()
                ? -1
                : switch (path.get(0)) {
                    case "subjects", "config", "mode" -> 1;
                    case "compatibility" -> 2;
                    case "schemas" -> path.size() > 1 && path.get(1).equals("ids") ? 2 : -1;
                    default -> -1;
                };
        if (subject > 0 && subject < shape.size()) {
            shape.set(subject, "S");
            if (subject + 2 < shape.size() && shape.get(subject + 1).equals("versions")) {
                shape.set(subject + 2, "V");
            }
        }
        return shape;
    }

    private static List<String> path(URI uri) {
        return Arrays.stream(uri.getRawPath().split("/"))
                .filter(it -> !it.isEmpty())
                .map(it -> URLDecoder.decode(it, StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        topic.close();
    }
}
