package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** Which partition a target is in. */
public final class Shards {
    private Shards() {}

    /** As Kafka's own partitioner has it, so that who writes the key without naming a partition ends in the same one. */
    public static int of(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }
}
