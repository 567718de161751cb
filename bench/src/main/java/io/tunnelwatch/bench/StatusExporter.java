package io.tunnelwatch.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A small exporter of the kind that is written in an afternoon: a gauge for each connection, 1 if IPsec is up. */
final class StatusExporter implements AutoCloseable {
    private static final int PAGE_SIZE = 50;
    private static final String UP = "ipsec_sa_established";

    private final VpnApi api;
    private final HttpServer server;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    private volatile String latest = "vpn_scan_success 0\n";

    private StatusExporter(VpnApi api) throws IOException {
        this.api = api;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
    }

    /** Asks the cloud at each scrape. */
    static StatusExporter asking(VpnApi api) throws IOException {
        var exporter = new StatusExporter(api);
        return exporter.serving(exporter::look);
    }

    /** Asks the cloud at an interval of its own, and shows the last answer at each scrape. */
    static StatusExporter polling(VpnApi api, Duration interval) throws IOException {
        var exporter = new StatusExporter(api);
        exporter.threads.scheduleAtFixedRate(
                () -> exporter.latest = exporter.look(), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return exporter.serving(() -> exporter.latest);
    }

    /** Shows the next look at each scrape, and looks ahead while nobody waits: a quick scrape must not wait for the cloud. */
    static StatusExporter lookingAhead(VpnApi api) throws IOException {
        var exporter = new StatusExporter(api);
        exporter.latest = exporter.look();
        return exporter.serving(exporter::next);
    }

    private String next() {
        String now = latest;
        threads.execute(() -> latest = look());
        return now;
    }

    private StatusExporter serving(Supplier<String> metrics) {
        server.createContext("/metrics", exchange -> answer(exchange, metrics.get()));
        server.start();
        return this;
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String look() {
        Outcome<ListingPage> answer = api.connections(BenchCloud.TARGET, 1, PAGE_SIZE);
        if (answer instanceof Outcome.Answered<ListingPage> page) {
            var metrics = new StringBuilder("vpn_scan_success 1\n");
            page.value().connections().forEach(it -> metrics.append(line(it)));
            return metrics.toString();
        }
        return "vpn_scan_success 0\n";
    }

    private static String line(ConnectionSnapshot it) {
        return "vpn_connection_up{connection=\"%s\",gateway=\"%s\"} %d%n"
                .formatted(it.getName(), it.getVpnGatewayId(), UP.equals(it.getStatus()) ? 1 : 0);
    }

    private static void answer(HttpExchange exchange, String metrics) throws IOException {
        try (exchange) {
            byte[] body = metrics.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
