package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;

/** The settings of every Streams application here, each with its reason. The operator's settings below {@code kafka.} win. */
public final class StreamsSettings {
    /**
     * Set because Kafka warns at every start if it is unset, although there are no global stores. Its constant has been
     * deprecated since it was introduced.
     */
    private static final String HANDLED_GLOBALLY = "processing.exception.handler.global.enabled";

    private StreamsSettings() {}

    /**
     * Settings of one instance.
     *
     * @param instanceId name of this instance, stable across restarts and unique
     */
    public static Properties settings(
            KafkaAccess kafka, String applicationId, String instanceId, Path stateDirectory, int threads) {
        var it = new Properties();
        it.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        it.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        it.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // At-least-once would lose events of a change detector: its stored state can be ahead of the published events.
        it.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // When idle, one transaction a second; a processor with output requests its own commit.
        it.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        // How long a thread without records waits before it checks for a requested commit: the request cannot wake it.
        it.put(StreamsConfig.POLL_MS_CONFIG, 25);
        // A cache merges updates, so a quick down and up would leave no trace. Only stores that ask for one have it:
        // those whose latest state is all that matters. A full cache writes sooner.
        it.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 4 << 20);
        // The streams protocol cannot change the topology of a running group and has no static members.
        it.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        // A static member that returns under its name costs seconds and no rebalance; this timeout is for one that
        // stays away.
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 60_000);
        it.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // The last fetch of a restore finds nothing. The broker would hold it for half a second, which is part of an
        // outage.
        it.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        // Upper bound on how long an instance that does not return blocks others: its open transaction hides all later
        // records from read_committed readers and delays the new owner of its tasks. But longer than a commit waits
        // when its broker dies, which the other brokers notice after nine seconds. A pause that outlasts it kills the
        // stream thread for good (KAFKA-20785), and the supervisor rebuilds it.
        it.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 15_000);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), 45_000);
        it.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        ProducerCompression.settings().forEach((name, value) -> it.put(StreamsConfig.producerPrefix(name), value));
        it.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        it.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecords.class);
        it.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ImpossibleRecords.class);
        it.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, UnpublishableRecords.class);
        // The limit of the topics, changelogs included.
        it.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topic.LARGEST_RECORD_BYTES);
        it.put(StreamsConfig.topicPrefix(Topic.LARGEST_RECORD), Topic.LARGEST_RECORD_BYTES);
        it.put(HANDLED_GLOBALLY, true);
        it.put(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                kafka.topic(Topics.DEAD_LETTERS).name());
        it.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        it.putAll(kafka.streams());
        return it;
    }

    /** The names under which the threads of an application with these settings are members of its group. */
    static Set<String> instanceIds(Properties settings) {
        var instanceId = settings.get(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        int threads = Integer.parseInt(String.valueOf(settings.get(StreamsConfig.NUM_STREAM_THREADS_CONFIG)));
        return IntStream.rangeClosed(1, threads)
                .mapToObj(it -> instanceId + "-" + it)
                .collect(Collectors.toSet());
    }

    /** The configuration that every topology must be built with: the check of explicit names works only through it. */
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
