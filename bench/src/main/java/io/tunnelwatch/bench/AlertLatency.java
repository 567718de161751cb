package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Measures the time from an observation to its alert: from when the observation is due to be written until a reader of
 * committed records holds the alert that follows from it. The due times are fixed beforehand, so a stall counts against
 * everything that was due in it. Each observation is the end of a scan that makes one connection's alert fire; the rules hold
 * nothing back here, since only the way is measured.
 *
 * <p>Arguments: alerts a second (20), seconds (60).
 */
public final class AlertLatency implements AutoCloseable {
    private static final int LINES = 1;
    private static final int WARM_UP = 400;

    private final BenchCluster house;
    private final KafkaAccess access;
    private final int perSecond;
    private final int alerts;
    private final AtomicLongArray readAt;
    private final AtomicInteger read = new AtomicInteger();
    private volatile boolean closing;

    private AlertLatency(int perSecond, int seconds) throws Exception {
        this.house = BenchCluster.open();
        this.access = house.access();
        this.perSecond = perSecond;
        this.alerts = perSecond * seconds + WARM_UP;
        this.readAt = new AtomicLongArray(alerts);
    }

    public static void main(String[] arguments) throws Exception {
        int perSecond = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        if (seconds > 60) {
            throw new IllegalArgumentException("At most 60 s: older observations cause no early commits");
        }
        try (var bench = new AlertLatency(perSecond, seconds)) {
            bench.measure();
        }
        System.exit(0); // the broker leaves threads that are no daemons
    }

    private void measure() throws Exception {
        var reader = new Thread(this::readAlerts, "reader");
        reader.start();
        try (var scanner = new SampleScans(access, Instant.now(), 0);
                var topology = new OurTopology(access, atOnce(), "to-the-alert", house.directory("streams"))) {
            bringDown(scanner, topology);
            long[] due = secondLook(scanner);
            await(() -> read.get() == alerts);
            print(due);
        } finally {
            closing = true;
            reader.join();
        }
    }

    /** Brings each connection up, then down for one scan: the next end of a scan makes its alert fire. */
    private void bringDown(SampleScans scanner, OurTopology topology) throws Exception {
        for (int target = 0; target < alerts; target++) {
            scanner.line(target, 1, 0, true);
            scanner.end(target, 1, LINES);
            scanner.line(target, 2, 0, false);
            scanner.end(target, 2, LINES);
        }
        scanner.flush();
        await(() -> topology.judged() == 4L * alerts);
        TimeUnit.SECONDS.sleep(2);
    }

    private long[] secondLook(SampleScans scanner) {
        long[] due = new long[alerts];
        long began = System.nanoTime();
        for (int target = 0; target < alerts; target++) {
            due[target] = began + target * 1_000_000_000L / perSecond;
            Race.awaitTime(due[target]);
            scanner.end(target, 3, LINES);
        }
        return due;
    }

    private void readAlerts() {
        var settings = access.consumer();
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        settings.put("group.id", "reader");
        try (var consumer = new KafkaConsumer<>(
                settings, new StringDeserializer(), access.serde(Alert.class).deserializer())) {
            consumer.subscribe(List.of(Topics.ALERTS.name()));
            while (!closing) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(it -> note(it.value(), now));
            }
        }
    }

    private void note(Alert alert, long now) {
        if (alert.getStatus() == AlertStatus.FIRING) {
            readAt.set(Integer.parseInt(alert.getRegion().substring("region-".length())), now);
            read.incrementAndGet();
        }
    }

    private void print(long[] due) {
        long[] took = new long[alerts - WARM_UP];
        for (int i = WARM_UP; i < alerts; i++) {
            took[i - WARM_UP] = readAt.get(i) - due[i];
        }
        Arrays.sort(took);
        System.out.printf(
                "%d alerts at %d/s: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms%n",
                took.length,
                perSecond,
                millis(took, 0.5),
                millis(took, 0.9),
                millis(took, 0.99),
                millis(took, 0.999),
                millis(took, 1));
    }

    private static double millis(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)] / 1e6;
    }

    private static Rules atOnce() {
        var holds = new EnumMap<AlertRule, Rules.Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            holds.put(rule, new Rules.Hold(Duration.ZERO, Duration.ofMinutes(5)));
        }
        return new Rules(holds, Duration.ZERO, List.of());
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        house.close();
    }
}
