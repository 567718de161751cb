package io.tunnelwatch.sink.history;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The part of a schema registry that a serde needs: the id of a schema, and the schema of an id. */
public final class InMemoryRegistry implements AutoCloseable {
    private static final String UNKNOWN = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private final List<String> schemas = new ArrayList<>();
    private HttpServer server;

    public InMemoryRegistry() throws IOException {
        server = open(0);
    }

    private HttpServer open(int port) throws IOException {
        var opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        opened.createContext("/", this::handle);
        opened.start();
        return opened;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** Opens it again, with the schemas that it had before it was closed. */
    public void openAgain(int port) throws IOException {
        server = open(port);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/schemas/ids/")) {
                int id = Integer.parseInt(path.substring(13));
                boolean isKnown = id >= 1 && id <= schemas.size();
                answer(exchange, isKnown ? 200 : 404, isKnown ? schemas.get(id - 1) : UNKNOWN);
            } else {
                answer(exchange, 200, "{\"id\":" + id(body) + "}");
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private synchronized int id(String schema) {
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        return schemas.indexOf(schema) + 1;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
