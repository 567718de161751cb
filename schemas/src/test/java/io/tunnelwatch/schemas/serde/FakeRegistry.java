package io.tunnelwatch.schemas.serde;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;

/** A registry for tests of the client: it records the requests, and misbehaves on command. */
public final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Answer> scripted = new ArrayDeque<>();

    record Request(String line, String authorization) {}

    private record Answer(int status, String body) {}

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public Map<String, Object> settings() {
        return Map.of("schema.registry.url", url());
    }

    /** Registers a schema without a request. */
    int holds(String schema) {
        schemas.add(schema);
        return schemas.size();
    }

    int holds(Schema schema) {
        return holds(schema.toString());
    }

    /** Sets the next answer, whatever the request. */
    void answerNext(int status, String body) {
        scripted.add(new Answer(status, body));
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    List<String> lines() {
        return requests().stream().map(Request::line).toList();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(new Request(line, Objects.requireNonNullElse(authorization, "")));
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            Answer answer = scripted.isEmpty() ? answer(line, body) : scripted.remove();
            byte[] bytes = answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(String line, String body) throws IOException {
        if (line.startsWith("POST /subjects/")) {
            String schema = JSON.readTree(body).path("schema").asText();
            if (!schemas.contains(schema)) {
                schemas.add(schema);
            }
            return new Answer(200, "{\"id\":" + (schemas.indexOf(schema) + 1) + "}");
        }
        int id = Integer.parseInt(line.substring(line.lastIndexOf('/') + 1));
        return id < 1 || id > schemas.size()
                ? new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}")
                : new Answer(
                        200,
                        JSON.createObjectNode()
                                .put("schema", schemas.get(id - 1))
                                .toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
