package io.tunnelwatch.app.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook on loopback that keeps what it is told, and answers with a status that a test may change. */
public final class RecordingReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile int status = 200;

    /**
     * One accepted request.
     *
     * @param headers names in small letters, each with its first value
     */
    public record Told(String id, Instant at, Map<String, String> headers, String text, JsonNode body) {}

    public RecordingReceiver() throws IOException {
        server = LoopbackServer.onAnyPort();
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (status == 200) {
                var headers = new HashMap<String, String>();
                exchange.getRequestHeaders()
                        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
                String id = headers.getOrDefault("webhook-id", "");
                told.add(new Told(id, Instant.now(), headers, text, new ObjectMapper().readTree(text)));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** Answers every request with this status from now on; accepted are those with 200. */
    public void answer(int newStatus) {
        status = newStatus;
    }

    public List<Told> told() {
        return told;
    }

    public List<String> ids() {
        return told.stream().map(Told::id).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
