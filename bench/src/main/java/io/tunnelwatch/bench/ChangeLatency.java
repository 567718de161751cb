package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Measures a contestant's latency: from when each change is due to be written until a reader of committed records holds what
 * the contestant publishes about it. The due times are fixed beforehand, so a stall counts against everything that was due in
 * it. Every run has a target of its own.
 */
final class ChangeLatency {
    private static final int SECONDS = 60;

    private final KafkaAccess access;
    private final int changes;
    private final int perSecond;
    private int runs;

    ChangeLatency(KafkaAccess access, int changes, int perSecond) {
        this.access = access;
        this.changes = changes;
        this.perSecond = perSecond;
    }

    /** Latencies in nanoseconds, sorted. Keys in the topic begin with the target and end with the connection. */
    long[] time(String topic, Contestant contestant) throws Exception {
        int target = runs++;
        long[] due = new long[changes];
        var readAt = new AtomicLongArray(changes);
        var read = new AtomicInteger();
        try (var scanner = new SampleScans(access, Instant.now(), 0);
                contestant) {
            for (int line = 0; line < changes; line++) {
                scanner.line(target, 1, line, true);
            }
            scanner.flush();
            await(() -> contestant.judged() == changes * (2L * target + 1));
            TimeUnit.SECONDS.sleep(4); // until the output of the first sight is committed
            var reader = new Thread(() -> read(topic, target, readAt, read), "reader");
            reader.start();
            TimeUnit.SECONDS.sleep(1);
            long began = System.nanoTime();
            for (int line = 0; line < changes; line++) {
                due[line] = began + line * 1_000_000_000L / perSecond;
                Race.awaitTime(due[line]);
                scanner.line(target, 2, line, false);
            }
            await(() -> read.get() == changes);
            reader.join();
        }
        long[] took = new long[changes];
        Arrays.setAll(took, it -> readAt.get(it) - due[it]);
        Arrays.sort(took);
        return took;
    }

    private void read(String topic, int target, AtomicLongArray readAt, AtomicInteger read) {
        String ours = "bench/" + SampleScans.region(target) + "/";
        var settings = access.consumer();
        settings.put("isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(it -> new TopicPartition(topic, it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            while (read.get() < changes) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(it -> {
                    if (it.key().startsWith(ours)
                            && readAt.compareAndSet(
                                    SampleConnections.number(it.key().substring(ours.length())), 0, now)) {
                        read.incrementAndGet();
                    }
                });
            }
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.holds()) {
            if (Readings.secondsSince(began) > SECONDS) {
                throw new IllegalStateException("Nothing came for " + SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
