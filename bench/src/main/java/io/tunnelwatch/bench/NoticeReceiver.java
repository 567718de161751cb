package io.tunnelwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The webhook of all contestants, each under a path of its own. It stamps each request when it has been read. */
final class NoticeReceiver implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Notice> notices = new CopyOnWriteArrayList<>();

    /** One request, and so one message to a person. */
    record Notice(String contestant, Instant at, List<Told> told) {
        boolean isAbout(String group) {
            return told.stream().anyMatch(it -> it.group().equals(group));
        }

        @Override
        public String toString() {
            return String.join(
                    " and ", told.stream().map(Told::toString).distinct().toList());
        }
    }

    /**
     * One alert in a notice.
     *
     * @param group gateway of the connection, by the scenario's name
     * @param connection empty if the alert is about the gateway itself
     * @param status as the contestant calls it
     */
    record Told(String rule, String group, String connection, String status, boolean firing) {
        @Override
        public String toString() {
            return rule + " " + status;
        }
    }

    NoticeReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url(String contestant) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + contestant;
    }

    /** What a contestant has sent, oldest first. */
    List<Notice> notices(String contestant) {
        return notices.stream().filter(it -> it.contestant().equals(contestant)).toList();
    }

    /** Waits for the first notice of a contestant about a group. */
    void await(String contestant, String group) throws InterruptedException {
        long began = System.nanoTime();
        while (notices(contestant).stream().noneMatch(it -> it.isAbout(group))) {
            if (Readings.secondsSince(began) > PATIENCE.toSeconds()) {
                throw new IllegalStateException(contestant + " told nothing of " + group + " within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Instant at = Instant.now();
            String contestant = exchange.getRequestURI().getPath().substring(1);
            notices.add(new Notice(contestant, at, told(JSON.readTree(body))));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static List<Told> told(JsonNode body) {
        var told = new ArrayList<Told>();
        body.path("alerts").forEach(it -> told.add(fromAlertmanager(it)));
        JsonNode ours = body.findPath("alert");
        if (ours.isObject()) {
            told.add(fromTunnelwatch(ours));
        }
        return told;
    }

    private static Told fromAlertmanager(JsonNode alert) {
        JsonNode labels = alert.path("labels");
        String status = alert.path("status").asText();
        return new Told(
                labels.path("alertname").asText(),
                SmallScenario.group(labels.path("gateway").asText()),
                labels.path("connection").asText(),
                status,
                status.equals("firing"));
    }

    private static Told fromTunnelwatch(JsonNode alert) {
        boolean firing = alert.path("active").asBoolean();
        String status = alert.path("status").asText();
        return new Told(
                alert.path("rule").asText(),
                SmallScenario.group(alert.at("/labels/vpn_gateway_id").asText()),
                alert.path("name").asText(),
                status + (status.equals("FLAP_END") ? firing ? " (down)" : " (up)" : ""),
                firing);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
