package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A server in place of the read API: a test decides what it answers, and types commands that ask it. */
final class FakeReadApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    FakeReadApi(HttpHandler answer) throws IOException {
        server = LoopbackServer.onAnyPort();
        server.createContext("/", answer);
        server.start();
    }

    /** The result of a command that asks this server. */
    CommandResult typed(Terminal terminal, String... words) {
        var all = new ArrayList<>(Arrays.asList(words));
        all.addAll(List.of("--api", "http://127.0.0.1:" + server.getAddress().getPort()));
        return CommandResult.on(terminal, Map.of(), all.toArray(String[]::new));
    }

    void answerFromNowOn(HttpHandler answer) {
        server.removeContext("/");
        server.createContext("/", answer);
    }

    static void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
