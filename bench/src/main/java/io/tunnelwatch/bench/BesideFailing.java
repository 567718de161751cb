package io.tunnelwatch.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.notify.Receivers;
import io.tunnelwatch.notify.delivery.Deliveries;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures the way of a notice from the gate's decision to a webhook: alone, beside another one, and beside one that fails. The
 * due times are fixed beforehand, so that a stall counts against everything that was due in it. The kinds take turns.
 *
 * <p>Arguments: notices a second (20), seconds of each run (8), rounds (5). Above 25 a second the notices wait for the
 * limit that is kept for every webhook.
 */
public final class BesideFailing implements AutoCloseable {
    private static final int WARM_UP = 20;
    private static final long GIVE_UP_SECONDS = 60;

    private final BenchCluster house = BenchCluster.open();
    private final HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Long> toldAt = new ConcurrentHashMap<>();
    private final KafkaProducer<String, Notification> gate;
    private final int perSecond;
    private final int seconds;
    private int runs;

    private BesideFailing(int perSecond, int seconds) throws IOException {
        this.perSecond = perSecond;
        this.seconds = seconds;
        this.gate = new KafkaProducer<>(
                house.access().producer(),
                new StringSerializer(),
                house.access().serde(Notification.class).serializer());
        webhook.createContext("/", this::take);
        webhook.setExecutor(threads);
        webhook.start();
    }

    public static void main(String[] arguments) throws Exception {
        int perSecond = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        try (var bench = new BesideFailing(perSecond, seconds)) {
            bench.measure(rounds);
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private void measure(int rounds) throws Exception {
        run(Optional.empty()); // what is compiled and loaded then is in no figure
        var all = new LinkedHashMap<String, List<long[]>>();
        for (int round = 0; round < rounds; round++) {
            all.computeIfAbsent("alone", it -> new ArrayList<>()).add(run(Optional.empty()));
            for (OtherReceiver it : OtherReceiver.values()) {
                all.computeIfAbsent(it.name(), name -> new ArrayList<>()).add(run(Optional.of(it)));
            }
        }
        all.forEach((name, results) -> System.out.printf(
                "%-14s p50 %.1f ms, p99 %.1f ms (runs: %s), longest %.1f ms%n",
                name,
                median(results, 0.5),
                median(results, 0.99),
                results.stream().map(it -> "%.1f".formatted(millis(it, 0.99))).toList(),
                median(results, 1)));
    }

    /** One run with names of its own, so that it is told of nothing that an earlier one wrote; returns the sorted times. */
    private long[] run(Optional<OtherReceiver> kind) throws Exception {
        String run = "run-" + ++runs;
        var destinations = new ArrayList<>(List.of("good-" + run));
        var settings = new LinkedHashMap<String, String>();
        destination(
                settings,
                "good-" + run,
                "http://127.0.0.1:" + webhook.getAddress().getPort() + "/");
        try (var other = kind.isPresent() ? kind.get().start() : null) {
            if (other != null) {
                destinations.add("other-" + run);
                destination(settings, "other-" + run, other.url());
            }
            var notify = NotifySettings.of(house.settings().with(settings));
            try (var client = new GuardedHttpClient();
                    var receivers = new Receivers(client, notify.style());
                    var deliveries = Deliveries.start(
                            notify.destinations().stream()
                                    .flatMap(it -> receivers.of(it).stream())
                                    .toList(),
                            notify.kafka(),
                            run,
                            new PrometheusRegistry())) {
                await(() -> deliveries.health().ready());
                tell(run + "-warm-up", WARM_UP, destinations);
                return tell(run, perSecond * seconds, destinations);
            }
        }
    }

    private static void destination(Map<String, String> settings, String name, String url) {
        settings.put("notify." + name + ".type", "webhook");
        settings.put("notify." + name + ".url", url);
    }

    private long[] tell(String run, int count, List<String> destinations) throws InterruptedException {
        long[] due = new long[count];
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            due[i] = began + i * 1_000_000_000L / perSecond;
            Race.awaitTime(due[i]);
            Notification decision = decision(run + "-" + i, destinations);
            gate.send(new ProducerRecord<>(Topics.NOTIFICATIONS.name(), decision.getFingerprint(), decision));
        }
        long[] took = new long[count];
        for (int i = 0; i < count; i++) {
            String id = run + "-" + i;
            await(() -> toldAt.containsKey(id));
            took[i] = toldAt.getOrDefault(id, 0L) - due[i];
        }
        Arrays.sort(took);
        return took;
    }

    private static Notification decision(String id, List<String> destinations) {
        Instant now = Instant.now();
        return Notification.newBuilder()
                .setNotificationId(id)
                .setFingerprint("f-" + id)
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason("FIRING")
                .setDestinations(destinations)
                .setAt(now)
                .setAlert(Alert.newBuilder()
                        .setFingerprint("f-" + id)
                        .setStepId("s-" + id)
                        .setRule(AlertRule.ConnectionDown)
                        .setSeverity(AlertSeverity.WARNING)
                        .setStatus(AlertStatus.FIRING)
                        .setActive(true)
                        .setAccount("prod")
                        .setRegion("cn-hangzhou")
                        .setConnectionId(id)
                        .setEntity(id)
                        .setSince(now)
                        .setNotBefore(now)
                        .setFiredAt(now)
                        .setUpdatedAt(now)
                        .setOrder(new Order(1L, 1L, 0))
                        .build())
                .build();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            toldAt.putIfAbsent(exchange.getRequestHeaders().getFirst("webhook-id"), System.nanoTime());
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("A notice did not arrive within " + GIVE_UP_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static double median(List<long[]> runs, double share) {
        return Race.median(runs.stream().map(it -> millis(it, share)).toList());
    }

    private static double millis(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    @Override
    public void close() {
        gate.close();
        webhook.stop(0);
        threads.shutdownNow();
        house.close();
    }
}
