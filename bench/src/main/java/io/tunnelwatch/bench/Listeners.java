package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures many listeners to the stream of a running {@code up}: first how long after a change was due to be written each of
 * them has it, at one change a second; then the memory held when a fifth of them stop reading while hundreds of changes a
 * second come. Each change carries the time at which it was due.
 *
 * <p>Arguments: the number of listeners (1000) and the seconds of each half (60).
 */
public final class Listeners {
    private static final Pattern DUE = Pattern.compile("due-(\\d+)-");
    private static final int LONGEST_MARK = 40;
    private static final int CHANGES_A_SECOND_WHILE_SOME_SLEEP = 200;

    private final int listeners;
    private final int seconds;
    private final int kafkaPort = LaunchedProgram.freePort();
    private final int registryPort = LaunchedProgram.freePort();
    private final int page = LaunchedProgram.freePort();
    private final List<Double> millis = new ArrayList<>();
    private final Selector selector = Selector.open();

    private Listeners(int listeners, int seconds) throws IOException {
        this.listeners = listeners;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        new Listeners(
                        arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000,
                        arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60)
                .run();
    }

    private void run() throws Exception {
        Path directory = Files.createTempDirectory("tunnelwatch-listeners");
        try (var running = LaunchedProgram.start(
                directory,
                "up",
                "--data-dir=" + directory.resolve("data"),
                "--kafka-port=" + kafkaPort,
                "--registry-port=" + registryPort,
                "--http-port=" + page,
                "--open-broker")) {
            running.awaitReady(HttpClient.newHttpClient(), page);
            System.out.printf("nobody listens: resident %.0f MB%n", running.residentMegabytes());
            for (int i = 0; i < listeners; i++) {
                listen();
            }
            write(5, 1); // warm
            millis.clear();
            write(seconds, 1);
            report(running);
            List<SelectionKey> asleep =
                    selector.keys().stream().limit(listeners / 5).toList();
            asleep.forEach(it -> it.interestOps(0));
            write(seconds, CHANGES_A_SECOND_WHILE_SOME_SLEEP);
            System.out.printf(
                    "%d do not read, %d changes a second for %d s: resident %.0f MB%n",
                    asleep.size(), CHANGES_A_SECOND_WHILE_SOME_SLEEP, seconds, running.residentMegabytes());
        }
    }

    private void report(LaunchedProgram running) throws IOException {
        Collections.sort(millis);
        System.out.printf(
                "%d listen, one change a second for %d s: %d of %d delivered, p50 %.1f ms, p99 %.1f ms, longest %.1f ms;"
                        + " resident %.0f MB%n",
                listeners,
                seconds,
                millis.size(),
                listeners * seconds,
                millis.get(millis.size() / 2),
                millis.get((int) (millis.size() * 0.99)),
                millis.get(millis.size() - 1),
                running.residentMegabytes());
    }

    private void listen() throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), page));
        channel.write(
                ByteBuffer.wrap("GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
                        .formatted(page)
                        .getBytes(StandardCharsets.US_ASCII)));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, "");
    }

    /** Writes changes at their due times, however late the last one was delivered, and reads for another second. */
    private void write(int seconds, int aSecond) throws IOException {
        var access = KafkaAccess.of(Settings.of(Map.of(
                "bootstrap.servers", "127.0.0.1:" + kafkaPort,
                "schema.registry.url", "http://127.0.0.1:" + registryPort)));
        var config = access.producer();
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
                var serde = access.serde(ConnectionView.class)) {
            long began = System.nanoTime();
            long apart = TimeUnit.SECONDS.toNanos(1) / aSecond;
            for (int i = 0; i < seconds * aSecond; i++) {
                long due = began + i * apart;
                readUntil(due);
                String topic = Topics.CONNECTIONS.name();
                producer.send(new ProducerRecord<>(
                        topic, "bench/region/vco-1", serde.serializer().serialize(topic, view(due))));
            }
            readUntil(began + TimeUnit.SECONDS.toNanos(seconds + 1));
        }
    }

    private void readUntil(long nanoTime) throws IOException {
        var buffer = ByteBuffer.allocate(1 << 16);
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            selector.select(key -> read(key, buffer), Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            buffer.clear();
            if (((SocketChannel) key.channel()).read(buffer) < 0) {
                key.cancel();
                return;
            }
        } catch (IOException e) {
            key.cancel();
            return;
        }
        long now = System.nanoTime();
        String text = key.attachment()
                + StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
        var marks = DUE.matcher(text);
        int end = 0;
        while (marks.find()) {
            millis.add((now - Long.parseLong(marks.group(1))) / 1e6);
            end = marks.end();
        }
        key.attach(text.substring(Math.max(end, text.length() - LONGEST_MARK)));
    }

    private static ConnectionView view(long due) {
        var up = new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "ipsec_sa_established", Instant.now());
        return ConnectionView.newBuilder()
                .setAccount("bench")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setHeadline(up)
                .setFacets(List.of(new FacetView(null, FacetKind.IPSEC, up)))
                .setContext(new ConnectionContext(
                        "due-" + due + "-",
                        "VPNGW",
                        "vpn-1",
                        List.of("cgw-1"),
                        "",
                        "active",
                        List.of("10.0.0.0/8"),
                        List.of("192.168.0.0/16"),
                        List.of()))
                .setChangedAt(Instant.now())
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
