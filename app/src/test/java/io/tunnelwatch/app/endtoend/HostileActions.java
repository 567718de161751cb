package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Hostile events for a running Tunnelwatch and its data, each of which happens, or is done by somebody, in reality. */
final class HostileActions {
    private static final byte[] KEY = "somebody/else".getBytes(StandardCharsets.UTF_8);
    private static final int BATCH_HEADER_BYTES = 61;

    private final HostileDay day;
    private final Random random;
    private final boolean full;

    HostileActions(HostileDay day, long seed, boolean full) {
        this.day = day;
        this.random = new Random(seed);
        this.full = full;
    }

    /** Writes to every partition of the topic: a record without a value, one without a key, one that nobody can decode. */
    void poison(String topic) throws Exception {
        byte[] noise = new byte[100];
        random.nextBytes(noise);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        day.running().bootstrapServers(),
                        "delivery.timeout.ms",
                        20_000,
                        "request.timeout.ms",
                        10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var partition : producer.partitionsFor(topic)) {
                send(producer, topic, partition.partition(), KEY, null);
                send(producer, topic, partition.partition(), null, noise);
                send(producer, topic, partition.partition(), KEY, noise);
            }
        }
    }

    /** Sends a record; the broker rightly refuses one without a key in a compacted topic. */
    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            int partition,
            byte @Nullable [] key,
            byte @Nullable [] value)
            throws Exception {
        try {
            producer.send(new ProducerRecord<>(topic, partition, key, value)).get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidRecordException)) {
                throw e;
            }
        }
    }

    /** Flips one bit of one record of each topic, while nothing runs, as a failing disk does. */
    void flip(Collection<String> topics) throws Exception {
        day.running().stop();
        for (String topic : topics) {
            flip(topic);
        }
        day.running().launchAgain();
    }

    private void flip(String topic) throws IOException {
        try (var files = Files.walk(day.disk().resolve("kafka/log"))) {
            List<Path> logs = files.filter(it -> it.toString().endsWith(".log"))
                    .filter(it -> it.toString().matches(".*/" + Pattern.quote(topic) + "-\\d+/[^/]+"))
                    .filter(it -> it.toFile().length() > BATCH_HEADER_BYTES)
                    .sorted(Comparator.comparing(it -> -it.toFile().length()))
                    .toList();
            for (Path log : logs.subList(0, Math.min(1, logs.size()))) {
                byte[] bytes = Files.readAllBytes(log);
                int at = BATCH_HEADER_BYTES + Math.min(40, bytes.length - BATCH_HEADER_BYTES - 1);
                bytes[at] ^= 0x10;
                Files.write(log, bytes, StandardOpenOption.TRUNCATE_EXISTING);
            }
        }
    }

    void delete(Collection<String> topics) throws Exception {
        try (var admin = day.admin()) {
            admin.deleteTopics(topics).all().get(20, TimeUnit.SECONDS);
        }
    }

    /** Deletes topics; the process ends and names one of them. The next start creates them. */
    void deleteForGood(Collection<String> topics) throws Exception {
        delete(topics);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !day.running()
                .isAlive());
        assertThat(day.lastWords()).last().asString().containsAnyOf(topics.toArray(String[]::new));
    }

    /** Topics of both sides of a program, whose input is missing when it should fill its new topics. */
    static List<List<String>> deletedTogether() {
        return List.of(
                names(Topics.OBSERVATIONS, Topics.TARGETS),
                names(Topics.OBSERVATIONS, Topics.ALERTS),
                names(Topics.TRANSITIONS, Topics.CONNECTIONS),
                names(Topics.OBSERVATIONS, Topics.TRANSITIONS, Topics.CONNECTIONS, Topics.HISTORY),
                catalogue());
    }

    private static List<String> names(Topic... topics) {
        return Stream.of(topics).map(Topic::name).toList();
    }

    /** Every topic that is not Kafka's own. */
    List<String> topics() throws Exception {
        try (var admin = day.admin()) {
            return admin.listTopics().names().get(20, TimeUnit.SECONDS).stream()
                    .filter(it -> !it.startsWith("__"))
                    .sorted()
                    .toList();
        }
    }

    List<String> changelogs() throws Exception {
        return topics().stream().filter(it -> it.endsWith("-changelog")).toList();
    }

    static List<String> catalogue() {
        return Topics.all().stream().map(Topic::name).toList();
    }

    /** Suspends the process, as closing a laptop's lid does. */
    void suspend(Duration length) throws Exception {
        day.running().signal("STOP");
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis()); // the event itself
        } finally {
            day.running().signal("CONT");
        }
    }

    /** Kills the process at ten moments of its start, each a little later. */
    void killAtTenMoments() throws Exception {
        for (int moment = 1; moment <= 10; moment++) {
            day.running().kill();
            day.running().launchAgain();
            TimeUnit.MILLISECONDS.sleep(moment * 400L + random.nextInt(400)); // the event itself
        }
        day.running().kill();
        day.running().launchAgain();
    }

    /** Opens two hundred clients that request the whole board and read nothing; they stay until they are closed. */
    AutoCloseable slowReaders() throws IOException {
        String request = "GET /api/v1/connections?limit=10000 HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                + HostileDay.TOKEN + "\r\n\r\n";
        return sockets(List.of(day.running().address("/").getPort()), 200, request);
    }

    /** Sends a hundred requests that stop half-way to every HTTP port. */
    AutoCloseable halfRequests() throws IOException {
        var ports = List.of(
                day.running().address("/").getPort(),
                URI.create(day.running().registryUrl()).getPort());
        return sockets(ports, 100, "POST /subjects/half/versions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le");
    }

    private static AutoCloseable sockets(List<Integer> ports, int each, String request) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int port : ports) {
            for (int i = 0; i < each; i++) {
                var socket = new Socket();
                socket.setReceiveBufferSize(4_096);
                sockets.add(socket);
                try {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
                    OutputStream out = socket.getOutputStream();
                    out.write(request.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                } catch (IOException e) {
                    // Refused: a server with too many clients may do that.
                }
            }
        }
        return () -> {
            for (Socket socket : sockets) {
                socket.close();
            }
        };
    }

    /**
     * Sends schemas as a script on another site's page would, which needs no permission for plain text. None may be accepted.
     */
    void floodOfSchemas() throws Exception {
        String fields = IntStream.range(0, 4_000)
                .mapToObj(it -> "{\\\"name\\\":\\\"f" + it + "\\\",\\\"type\\\":\\\"string\\\",\\\"doc\\\":\\\""
                        + "x".repeat(60) + "\\\"}")
                .collect(Collectors.joining(","));
        inParallel(8, full ? 400 : 60, it -> () -> {
            String schema = "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Evil" + it
                    + "\\\",\\\"fields\\\":[" + fields + "]}\"}";
            return day.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            day.running().registryUrl() + "/subjects/evil-" + it + "/versions"))
                                    .timeout(Duration.ofSeconds(20))
                                    .header("Content-Type", "text/plain")
                                    .header("Origin", "https://evil.example")
                                    .POST(HttpRequest.BodyPublishers.ofString(schema))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        });
        assertThat(day.registry("/subjects")).doesNotContain("evil");
    }

    /** Sends forty wrong passwords at once, for an existing user. */
    void wrongPasswords() throws Exception {
        inParallel(
                40,
                full ? 2_000 : 200,
                it -> () -> day.http()
                        .send(
                                HttpRequest.newBuilder(day.running().address("/api/v1/summary"))
                                        .timeout(Duration.ofSeconds(20))
                                        .header(
                                                "Authorization",
                                                "Basic "
                                                        + Base64.getEncoder()
                                                                .encodeToString((HostileDay.USER + ":guess-" + it)
                                                                        .getBytes(StandardCharsets.UTF_8)))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode());
    }

    private interface Attempts {
        Callable<Integer> attempt(int number);
    }

    /** Runs the attempts and ignores their answers: the checks come afterwards. */
    private static void inParallel(int threads, int times, Attempts attempts) throws InterruptedException {
        var pool = Executors.newFixedThreadPool(threads);
        try {
            pool.invokeAll(IntStream.range(0, times).mapToObj(attempts::attempt).toList(), 60, TimeUnit.SECONDS);
        } finally {
            pool.shutdownNow();
        }
    }
}
