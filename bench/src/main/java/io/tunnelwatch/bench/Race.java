package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs contestants one after the other, against one broker in this process. They read full scans of targets with a thousand
 * connections, of which one in a hundred has changed.
 */
final class Race implements AutoCloseable {
    private static final int LINES = 1_000;
    private static final int RESTLESS = 100;
    private static final int PARTITIONS = 6;

    /** Longer than any contestant holds back its records. */
    private static final int LINGERS_MILLIS = 20;

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final BenchCluster house = BenchCluster.open();
    private final KafkaAccess access = house.access();
    private final Admin admin = Admin.create(access.admin());
    private final int targets;
    private final int scans;

    Race(int scans, int targets) throws Exception {
        this.scans = scans;
        this.targets = targets;
    }

    BenchCluster house() {
        return house;
    }

    KafkaAccess access() {
        return access;
    }

    Admin admin() {
        return admin;
    }

    /**
     * Observations a second, from when all connections are known until a reader of committed records can read all output. The
     * later scans become visible only then: a reader takes one partition after the other, so that it would still meet new
     * connections when it has judged as many observations as there are connections.
     */
    double time(String topic, Supplier<Contestant> contestant) throws Exception {
        long each = (long) targets * (LINES + 1);
        long all = each * (scans + 1);
        forgetFormerScans();
        try (var first = new SampleScans(access, BEGIN, LINGERS_MILLIS)) {
            write(first, 1);
            first.flush();
        }
        try (var runs = contestant.get();
                var later = SampleScans.hidden(access, BEGIN, LINGERS_MILLIS)) {
            awaitJudged(runs, each);
            for (int scan = 2; scan <= scans + 1; scan++) {
                write(later, scan);
            }
            later.flush();
            long began = System.nanoTime();
            later.show();
            awaitJudged(runs, all);
            TimeUnit.MILLISECONDS.sleep(LINGERS_MILLIS);
            while (!ends(topic, IsolationLevel.READ_COMMITTED).equals(ends(topic, IsolationLevel.READ_UNCOMMITTED))) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            return (all - each) / Readings.secondsSince(began);
        }
    }

    private void write(SampleScans scanner, int scan) {
        for (int target = 0; target < targets; target++) {
            for (int line = 0; line < LINES; line++) {
                // Each connection goes down in one scan, which depends on its number, and stays down.
                scanner.line(target, scan, line, line % RESTLESS + 2 > scan);
            }
            scanner.end(target, scan, LINES);
        }
    }

    /** Deletes the scans that were written for another contestant: each reads from the beginning. */
    private void forgetFormerScans() throws ExecutionException, InterruptedException {
        var before = new HashMap<TopicPartition, RecordsToDelete>();
        ends(Topics.OBSERVATIONS.name(), IsolationLevel.READ_UNCOMMITTED)
                .forEach((partition, end) -> before.put(partition, RecordsToDelete.beforeOffset(end)));
        admin.deleteRecords(before).all().get();
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

    /**
     * End offsets of the output. Committed offsets of a group would be simpler, but Flink commits those later than its records.
     */
    private Map<TopicPartition, Long> ends(String topic, IsolationLevel seenBy)
            throws ExecutionException, InterruptedException {
        var latest = new HashMap<TopicPartition, OffsetSpec>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        var ends = new HashMap<TopicPartition, Long>();
        admin.listOffsets(latest, new ListOffsetsOptions(seenBy))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
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
