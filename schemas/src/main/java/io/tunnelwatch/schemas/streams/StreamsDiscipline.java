package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;

/** The settings of every Streams application here, each with its reason. What the operator sets under {@code kafka.} wins. */
public final class StreamsDiscipline {
    /** There are no global stores; unset, Kafka warns at every start. Its constant is deprecated from the day it was born. */
    private static final String HANDLED_GLOBALLY = "processing.exception.handler.global.enabled";

    private StreamsDiscipline() {}

    /**
     * Settings of one instance.
     *
     * @param instanceId names this instance over its restarts, and no other
     */
    public static Properties settings(
            KafkaAccess kafka, String applicationId, String instanceId, Path stateDirectory, int threads) {
        var it = new Properties();
        it.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        it.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        it.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // At least once would lose events of a change detector: its state can remember what the world was never told.
        it.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // Idle, one transaction a second; a processor that has something to tell asks for its commit itself.
        it.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        // How long a thread without records waits before it looks whether it should commit: who asked for it cannot
        // wake it.
        it.put(StreamsConfig.POLL_MS_CONFIG, 25);
        // A cache merges updates, so that a quick down and up would leave no trace. It is for those stores only that
        // ask for it, of which the last state is all that matters; one that is full writes sooner.
        it.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4 << 20);
        // The streams protocol cannot change a topology once it runs, and knows no static members.
        it.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        // With a static member back under its name, a kill costs seconds and no rebalance; this is for one that stays
        // away.
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 60_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // As long as who stays away blocks everybody: what it left open hides all that is told after it, and holds up
        // whoever
        // takes its tasks over. But longer than a commit waits when its broker dies, which the others notice after nine
        // seconds. A pause that outlasts it kills the stream thread for good (KAFKA-20785), and the supervisor builds
        // it anew.
        it.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 15_000);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), 45_000);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        it.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        it.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
        it.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ImpossibleRecords.class);
        it.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnpublishableRecords.class);
        // As much as the topics take, those of the state as well.
        it.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topic.LARGEST_RECORD_BYTES);
        it.put(StreamsConfig.topicPrefix(Topic.LARGEST_RECORD), Topic.LARGEST_RECORD_BYTES);
        it.put(HANDLED_GLOBALLY, true);
        it.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTERS.name());
        it.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        it.putAll(kafka.streams());
        return it;
    }

    /** What a topology must be made with: the check of explicit names works through it only. */
    public static TopologyConfig topologyConfig() {
        var naming = new Properties();
        naming.put(StreamsConfig.APPLICATION_ID_CONFIG, "names-only");
        naming.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "names-only:1");
        naming.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        naming.put(HANDLED_GLOBALLY, true);
        naming.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.NO_OPTIMIZATION);
        return new TopologyConfig(new StreamsConfig(naming));
    }
}
