package io.tunnelwatch.bench;

import io.tunnelwatch.schemas.program.KafkaAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A track on which contestants run one after the other, against one broker in this process. What they read are scans of targets
 * of a thousand lines that tell of every line, of which one in a hundred has changed.
 */
final class Race implements AutoCloseable {
    private static final int LINES = 1_000;
    private static final int RESTLESS = 100;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final House house = House.open();
    private final KafkaAccess access = house.access();
    private final Admin admin = Admin.create(access.admin());
    private final int targets;
    private final int scans;

    Race(int scans, int targets) throws Exception {
        this.scans = scans;
        this.targets = targets;
    }

    House house() {
        return house;
    }

    KafkaAccess access() {
        return access;
    }

    Admin admin() {
        return admin;
    }

    void write() {
        try (var scanner = new SampleScans(access, BEGIN, 20)) {
            for (int scan = 1; scan <= scans + 1; scan++) {
                for (int target = 0; target < targets; target++) {
                    for (int line = 0; line < LINES; line++) {
                        // Down from the scan that is its own, and not up again within the run.
                        scanner.line(target, scan, line, line % RESTLESS + 2 > scan);
                    }
                    scanner.end(target, scan, LINES);
                }
            }
            scanner.flush();
        }
    }

    /** Observations a second, from all lines known until all is committed. */
    double time(String group, Function<String, Contestant> contestant) throws Exception {
        long each = (long) targets * (LINES + 1);
        long all = each * (scans + 1);
        try (var runs = contestant.apply(group)) {
            awaitJudged(runs, each);
            long from = runs.judged();
            long began = System.nanoTime();
            awaitJudged(runs, all);
            while (committed(group) < all) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            return (all - from) / Readings.secondsSince(began);
        }
    }

    /**
     * How long after each change was due to be written a reader of committed records holds what is told of it, in nanoseconds. The
     * moments are fixed beforehand, so a stall counts against everything that was due in it.
     *
     * @param topic what the contestant tells of changes there has the line's id in its key
     */
    long[] toTheReader(String topic, int changes, int perSecond, Function<String, Contestant> contestant)
            throws Exception {
        var readAt = new AtomicLongArray(changes);
        var read = new AtomicInteger();
        long[] due = new long[changes];
        var reader = new Thread(() -> read(topic, changes, readAt, read), "reader");
        try (var scanner = new SampleScans(access, BEGIN, 0);
                var runs = contestant.apply("to-the-reader")) {
            for (int line = 0; line < changes; line++) {
                scanner.line(0, 1, line, true);
            }
            scanner.end(0, 1, changes);
            awaitJudged(runs, changes + 1L);
            TimeUnit.SECONDS.sleep(3); // until what was told of the first sight is committed
            reader.start();
            TimeUnit.SECONDS.sleep(2);
            long began = System.nanoTime();
            for (int line = 0; line < changes; line++) {
                due[line] = began + line * 1_000_000_000L / perSecond;
                awaitTime(due[line]);
                scanner.line(0, 2, line, false);
            }
            while (read.get() < changes) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        reader.join();
        long[] took = new long[changes];
        Arrays.setAll(took, it -> readAt.get(it) - due[it]);
        return took;
    }

    private void read(String topic, int changes, AtomicLongArray readAt, AtomicInteger read) {
        var settings = access.consumer();
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "latest");
        settings.put("group.id", "reader");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            while (read.get() < changes) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(it -> {
                    String id = it.key().substring(it.key().lastIndexOf('/') + 1);
                    if (readAt.compareAndSet(SampleLines.number(id), 0, now)) {
                        read.incrementAndGet();
                    }
                });
            }
        }
    }

    static void awaitTime(long nanoTime) {
        for (long early = nanoTime - System.nanoTime(); early > 0; early = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }

    private static void awaitJudged(Contestant it, long count) throws InterruptedException {
        while (it.judged() < count) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private long committed(String group) throws ExecutionException, InterruptedException {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values().stream()
                .mapToLong(it -> it == null ? 0 : it.offset())
                .sum();
    }

    static double median(List<Double> all) {
        double[] sorted = all.stream().mapToDouble(it -> it).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        admin.close();
        house.close();
    }
}
