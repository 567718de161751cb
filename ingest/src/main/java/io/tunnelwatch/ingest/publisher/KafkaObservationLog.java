package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** The observations topic, a shard for each partition in which there are targets. */
public final class KafkaObservationLog implements ObservationLog, AutoCloseable {
    private final TreeMap<Integer, Shard> shards = new TreeMap<>();

    public KafkaObservationLog(KafkaAccess kafka, Collection<Target> targets) {
        targets.forEach(target -> shards.computeIfAbsent(shardOf(target), it -> new Shard(it, kafka)));
    }

    @Override
    public boolean write(Target target, Look look) {
        return Objects.requireNonNull(shards.get(shardOf(target))).write(target, look);
    }

    /** Where any producer with Kafka's own partitioner would put the key. */
    static int shardOf(Target target) {
        return BuiltInPartitioner.partitionForKey(
                target.key().getBytes(StandardCharsets.UTF_8), Topics.OBSERVATIONS.partitions());
    }

    @Override
    public void close() {
        shards.values().forEach(Shard::close);
    }
}
