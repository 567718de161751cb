package io.tunnelwatch.schemas.topics;

import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * One topic of the catalogue.
 *
 * @param key what the key says, in words
 * @param value the Avro class of the value; empty where the value is raw bytes
 * @param partitions for ever: a changed count would send a key elsewhere
 */
public record Topic(
        String name,
        String key,
        Optional<Class<? extends SpecificRecord>> value,
        int partitions,
        Cleanup cleanup,
        Optional<Duration> retention,
        String purpose) {

    /** What Kafka does with old records. */
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

    /** Kafka's name for the most that a batch of records may have. */
    public static final String LARGEST_RECORD = "max.message.bytes";

    /** Kafka's default of 1 MB is less than an alert for some thousand connections with long names may take. */
    public static final int LARGEST_RECORD_BYTES = 2 << 20;

    /** The registry's subject of the value, by the strategy that Confluent's serializers use when told nothing. */
    public String subject() {
        return name + "-value";
    }

    /** The settings of the topic as Kafka names them. */
    public TreeMap<String, String> config() {
        var config = new TreeMap<String, String>();
        config.put("cleanup.policy", cleanup.policy());
        config.put(
                "retention.ms",
                retention.map(kept -> Long.toString(kept.toMillis())).orElse("-1"));
        config.put(LARGEST_RECORD, Integer.toString(LARGEST_RECORD_BYTES));
        if (cleanup != Cleanup.DELETE) {
            // What is superseded goes within hours: a start-up reads a compacted topic from its beginning.
            config.put("segment.ms", Long.toString(Duration.ofHours(6).toMillis()));
            config.put("min.cleanable.dirty.ratio", "0.2");
        }
        return config;
    }
}
