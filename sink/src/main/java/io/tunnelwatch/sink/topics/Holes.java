package io.tunnelwatch.sink.topics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** All {@link Hole holes}, each bounded by the times of the records around it. One thread writes, many read. */
final class Holes {
    /** The first holes suffice to report a disk that is damaged everywhere; more would only fill the memory. */
    private static final int MOST = 100;

    private final List<Hole> closed = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Instant> latest = new HashMap<>();
    private volatile Map<TopicPartition, Hole> open = Map.of();

    void passed(ConsumerRecord<?, ?> record) {
        var where = new TopicPartition(record.topic(), record.partition());
        Instant time = Instant.ofEpochMilli(record.timestamp());
        latest.put(where, time);
        Hole hole = open.get(where);
        if (hole != null) {
            keep(hole.endingAt(time));
            var left = new HashMap<>(open);
            left.remove(where);
            open = Map.copyOf(left);
        }
    }

    void begin(TopicPartition where, Hole.Cause cause) {
        var more = new HashMap<>(open);
        more.putIfAbsent(where, new Hole(where.topic(), cause, latest.getOrDefault(where, Instant.EPOCH), Instant.MAX));
        open = Map.copyOf(more);
    }

    private void keep(Hole hole) {
        if (closed.size() < MOST) {
            closed.add(hole);
        }
    }

    List<Hole> all() {
        var all = new ArrayList<>(closed);
        all.addAll(open.values());
        return all;
    }
}
