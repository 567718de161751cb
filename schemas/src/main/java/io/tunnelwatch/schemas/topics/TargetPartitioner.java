package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Maps a target to its partition. */
public final class TargetPartitioner {
    private TargetPartitioner() {}

    /** The partition that Kafka's own partitioner chooses, so a writer that gives only the key reaches the same one. */
    public static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
