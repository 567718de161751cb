package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes a year of intervals to the topics of a running {@code up}, and measures a sink of its own on them: its start with
 * nothing on disk, its start after a clean stop, and its answers.
 *
 * <p>Arguments: the number of intervals (1000000) and of connections (10000).
 */
public final class YearOfIntervals {
    private static final int QUESTIONS = 1_000;

    private final int intervals;
    private final int connections;
    private final Path directory;
    private final int kafkaPort = LaunchedProgram.freePort();
    private final int registryPort = LaunchedProgram.freePort();
    private final int sinkPort = LaunchedProgram.freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Instant now = Instant.now();

    private YearOfIntervals(int intervals, int connections) throws IOException {
        this.intervals = intervals;
        this.connections = connections;
        this.directory = Files.createTempDirectory("tunnelwatch-year");
    }

    public static void main(String[] arguments) throws Exception {
        new YearOfIntervals(
                        arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000,
                        arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000)
                .run();
    }

    private void run() throws Exception {
        int page = LaunchedProgram.freePort();
        try (var cluster = LaunchedProgram.start(
                directory,
                "up",
                "--data-dir=" + directory.resolve("data"),
                "--kafka-port=" + kafkaPort,
                "--registry-port=" + registryPort,
                "--http-port=" + page,
                "--open-broker",
                "--open-registry")) {
            cluster.awaitReady(http, page);
            write();
            measureStart("with nothing on disk").close();
            try (var sink = measureStart("after a clean stop")) {
                query(sink);
            }
        }
    }

    private void write() {
        var access = KafkaAccess.of(Settings.of(Map.of(
                "bootstrap.servers", "127.0.0.1:" + kafkaPort,
                "schema.registry.url", "http://127.0.0.1:" + registryPort)));
        var config = access.producer();
        config.put("linger.ms", 50);
        config.put("batch.size", 1 << 18);
        config.putAll(ProducerCompression.settings());
        long began = System.nanoTime();
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            Serializer<Interval> history = access.serde(Interval.class).serializer();
            Serializer<ConnectionView> views =
                    access.serde(ConnectionView.class).serializer();
            for (int i = 0; i < connections; i++) {
                send(producer, Topics.CONNECTIONS.name(), "bench/region/vco-" + i, views, view(i));
            }
            var random = new SplittableRandom(1);
            for (int i = 0; i < intervals; i++) {
                Interval it = interval(i, random);
                send(producer, Topics.HISTORY.name(), it.getIntervalId(), history, it);
            }
        }
        System.out.printf("written: %d intervals in %.1f s%n", intervals, Readings.secondsSince(began));
    }

    private static <T extends SpecificRecord> void send(
            KafkaProducer<String, byte[]> producer, String topic, String key, Serializer<T> serializer, T value) {
        producer.send(new ProducerRecord<>(topic, key, serializer.serialize(topic, value)));
    }

    /** Divides each connection's year evenly among its intervals. */
    private Interval interval(int number, SplittableRandom random) {
        int connection = number % connections;
        int place = number / connections;
        long part = Duration.ofDays(365).toMillis() / Math.max(1, intervals / connections);
        Instant from = now.minus(Duration.ofDays(365)).plusMillis(place * part);
        return Interval.newBuilder()
                .setIntervalId(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
                .setAccount("bench")
                .setRegion("region")
                .setConnectionId("vco-" + connection)
                .setEntity("vco-" + connection)
                .setFacet(FacetKind.IPSEC)
                .setState(place % 2 == 0 ? FacetState.UP : FacetState.DOWN)
                .setReason(place % 2 == 0 ? FacetReason.IPSEC_ESTABLISHED : FacetReason.PHASE1_NOT_ESTABLISHED)
                .setRaw(place % 2 == 0 ? "ipsec_sa_established" : "ike_sa_not_established")
                .setValidFrom(from)
                .setValidFromNotBefore(from.minusSeconds(30))
                .setValidTo(from.plusMillis(part))
                .setDurationMillis(part)
                .setCloseReason(CloseReason.TRANSITION)
                .setName("connection number " + connection)
                .setVpnGatewayId("vpn-" + connection % 50)
                .build();
    }

    private ConnectionView view(int number) {
        var up = new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "ipsec_sa_established", now);
        return ConnectionView.newBuilder()
                .setAccount("bench")
                .setRegion("region")
                .setConnectionId("vco-" + number)
                .setHeadline(up)
                .setFacets(List.of(new FacetView(null, FacetKind.IPSEC, up)))
                .setContext(new ConnectionContext(
                        "connection number " + number,
                        "VPNGW",
                        "vpn-" + number % 50,
                        List.of("cgw-" + number % 500),
                        "",
                        "active",
                        List.of("10.0.0.0/8"),
                        List.of("192.168.0.0/16"),
                        List.of()))
                .setChangedAt(now)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    private LaunchedProgram measureStart(String how) throws Exception {
        var sink = LaunchedProgram.start(
                directory,
                "sink",
                "--set=bootstrap.servers=127.0.0.1:" + kafkaPort,
                "--set=schema.registry.url=http://127.0.0.1:" + registryPort,
                "--set=http.port=" + sinkPort,
                "--set=sink.application.id=bench",
                "--set=notify.application.id=bench-notify",
                "--set=sink.state.dir=" + directory.resolve("sink"));
        double ready = sink.awaitReady(http, sinkPort);
        System.out.printf("ready %s: %.1f s after the shell, resident %.0f MB%n", how, ready, sink.residentMegabytes());
        return sink;
    }

    private void query(LaunchedProgram sink) throws Exception {
        var random = new SplittableRandom(2);
        String from = now.minus(Duration.ofDays(90)).toString();
        for (int warm = 0; warm < 2; warm++) {
            measure(
                    "90 days of one connection",
                    QUESTIONS,
                    () -> "/api/v1/intervals?entity=vco-" + random.nextInt(connections) + "&from=" + from);
            measure(
                    "50 connections of one gateway",
                    QUESTIONS,
                    () -> "/api/v1/connections?gateway=vpn-" + random.nextInt(50) + "&limit=50");
            measure("every connection", 300, () -> "/api/v1/connections?limit=10000");
            measure(
                    "5,000 connections at a past moment",
                    50,
                    () -> "/api/v1/connections?limit=5000&at=" + now.minusSeconds(random.nextInt(30 * 86_400)));
            measure("strips of every connection, a day", 30, () -> "/api/v1/strips");
            measure("report of 30 days by gateway", 30, () -> "/api/v1/availability?by=gateway");
            measure("fleet of 30 days by gateway", 30, () -> "/api/v1/fleet?group=gateway");
            measure(
                    "report of 365 days by connection",
                    10,
                    () -> "/api/v1/availability?from=" + now.minus(Duration.ofDays(365)));
        }
        System.out.printf("resident after this: %.0f MB%n", sink.residentMegabytes());
    }

    private interface Asking {
        String path();
    }

    private void measure(String what, int times, Asking asking) throws Exception {
        var millis = new ArrayList<Double>();
        var inside = new ArrayList<Double>();
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sinkPort + asking.path()))
                    .build();
            long began = System.nanoTime();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            millis.add(Readings.secondsSince(began) * 1000);
            inside.add(answer.headers()
                    .firstValue("Server-Timing")
                    .map(it -> Double.valueOf(it.replaceFirst(".*dur=", "")))
                    .orElseThrow());
            bytes = answer.body().length;
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        what + ": " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        System.out.printf(
                "%-36s p50 %.1f ms, p99 %.1f ms; inside the server p50 %.1f ms, p99 %.1f ms; %d bytes%n",
                what, share(millis, 0.5), share(millis, 0.99), share(inside, 0.5), share(inside, 0.99), bytes);
    }

    private static double share(List<Double> all, double share) {
        return all.stream().sorted().toList().get((int) (all.size() * share));
    }
}
