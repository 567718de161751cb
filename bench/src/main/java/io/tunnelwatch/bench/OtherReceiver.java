package io.tunnelwatch.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The destination beside the one that is measured: one that is well, and those that fail, each in its own way. */
enum OtherReceiver {
    WELL(200),
    /** Nobody listens at its address. */
    DEAD(0),
    /** It accepts connections, and says nothing. */
    NEVER_ANSWERS(0),
    REFUSES(400),
    GONE(410),
    THROTTLES(429),
    REDIRECTS(301);

    private final int status;

    OtherReceiver(int status) {
        this.status = status;
    }

    /** A running one. */
    record Running(String url, Closeable stop) implements Closeable {
        @Override
        public void close() throws IOException {
            stop.close();
        }
    }

    Running start() throws IOException {
        return status > 0 ? answering() : silent();
    }

    private Running silent() throws IOException {
        var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String url = "http://127.0.0.1:" + socket.getLocalPort() + "/";
        if (this == DEAD) {
            socket.close();
        }
        return new Running(url, socket);
    }

    private Running answering() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        server.createContext("/", exchange -> answer(exchange, url));
        server.setExecutor(threads);
        server.start();
        return new Running(url, () -> {
            server.stop(0);
            threads.shutdownNow();
        });
    }

    private void answer(HttpExchange exchange, String url) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", url + "elsewhere");
            exchange.sendResponseHeaders(status, -1);
        }
    }
}
