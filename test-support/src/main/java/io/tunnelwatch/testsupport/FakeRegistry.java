package io.tunnelwatch.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A schema registry in memory: the id of a schema and the schema of an id. It records the requests, and misbehaves on command. */
public final class FakeRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BY_ID = "GET /schemas/ids/";
    private static final Answer NO_SUCH_SCHEMA =
            new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
    private static final Answer NO_SUCH_PATH =
            new Answer(404, "{\"error_code\":404,\"message\":\"HTTP 404 Not Found\"}");

    private final List<String> schemas = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private final Deque<Answer> scripted = new ArrayDeque<>();
    private final int port;
    private HttpServer server;

    /** The first line of a request without its protocol, and the credentials, which may be empty. */
    public record Request(String line, String authorization) {}

    private record Answer(int status, String body) {}

    public FakeRegistry() throws IOException {
        server = open(0);
        port = server.getAddress().getPort();
    }

    private HttpServer open(int at) throws IOException {
        var opened = LoopbackServer.on(at);
        opened.createContext("/", this::handle);
        opened.start();
        return opened;
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Returns the settings of a client of this registry. */
    public Map<String, String> settings() {
        return Map.of("schema.registry.url", url());
    }

    /** Registers a schema without a request. */
    public synchronized int holds(String schema) {
        schemas.add(schema);
        return schemas.size();
    }

    /** Sets the next answer, whatever the request. */
    public synchronized void answerNext(int status, String body) {
        scripted.add(new Answer(status, body));
    }

    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<String> lines() {
        return requests().stream().map(Request::line).toList();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(new Request(line, Objects.requireNonNullElse(authorization, "")));
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = scripted.isEmpty() ? answer(line, body) : scripted.remove();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private Answer answer(String line, String body) throws IOException {
        if (line.startsWith("POST /subjects/")) {
            String schema = JSON.readTree(body).path("schema").asText();
            int known = schemas.indexOf(schema);
            return new Answer(200, "{\"id\":" + (known < 0 ? holds(schema) : known + 1) + "}");
        }
        return line.startsWith(BY_ID) ? schema(Integer.parseInt(line.substring(BY_ID.length()))) : NO_SUCH_PATH;
    }

    private Answer schema(int id) {
        return id < 1 || id > schemas.size()
                ? NO_SUCH_SCHEMA
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

    /** Opens a closed registry again, at its former address and with its schemas. */
    public void reopen() throws IOException {
        server = open(port);
    }
}
