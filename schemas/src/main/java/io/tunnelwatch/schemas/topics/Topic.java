package io.tunnelwatch.schemas.topics;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue.
 *
 * @param key the parts of the key, in words
 * @param value Avro class of the value; empty if the value is raw bytes
 * @param partitions those of a new installation; another number moves keys to other partitions
 */
public record Topic(
        String name,
        String key,
        Optional<Class<? extends SpecificRecord>> value,
        int partitions,
        Cleanup cleanup,
        Optional<Duration> retention,
        String purpose) {

    /** Kafka's cleanup policy for old records. */
    public enum Cleanup {
        DELETE("delete"),
        COMPACT("compact"),
        COMPACT_AND_DELETE("compact,delete");

        private final String policy;

        Cleanup(String policy) {
            this.policy = policy;
        }

        public String policy() {
            return policy;
        }
    }

    /** Kafka's setting for the largest batch of records. */
    public static final String LARGEST_RECORD = "max.message.bytes";

    /** Kafka's default of 1 MB is too small: an alert for some thousand connections with long names may exceed it. */
    public static final int LARGEST_RECORD_BYTES = 2 << 20;

    /** End of the name of a topic's copy while its partitions are divided. */
    public static final String DIVIDED = ".divided";

    /** The same topic under another name. */
    public Topic withName(String other) {
        return new Topic(other, key, value, partitions, cleanup, retention, purpose);
    }

    /** The same topic in an installation with another number of partitions. */
    public Topic withPartitions(int number) {
        return new Topic(name, key, value, number, cleanup, retention, purpose);
    }

    /** The registry subject of the value, by the default strategy of Confluent's serializers. */
    public String subject() {
        return name + "-value";
    }

    /** The topic's settings under Kafka's names. */
    public TreeMap<String, String> config() {
        var config = new TreeMap<String, String>();
        config.put("cleanup.policy", cleanup.policy());
        config.put(
                "retention.ms",
                retention.map(kept -> Long.toString(kept.toMillis())).orElse("-1"));
        config.put(LARGEST_RECORD, Integer.toString(LARGEST_RECORD_BYTES));
        if (cleanup != Cleanup.DELETE) {
            // Superseded records are removed within hours: a start reads a compacted topic from its beginning.
            config.put("segment.ms", Long.toString(Duration.ofHours(6).toMillis()));
            config.put("min.cleanable.dirty.ratio", "0.2");
        }
        return config;
    }
}
