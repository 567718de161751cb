package io.tunnelwatch.schemas.streams;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Gives the producers of an instance the same transactional ids over its restarts.
 *
 * <p>Kafka Streams makes them of a process id that it keeps on disk only for stores that are on disk; ours are in memory.
 * Under a new id, the transaction that a killed process left open would block every reader until it times out; under the old
 * one it is ended the moment the successor starts.
 */
final class StableProducers implements KafkaClientSupplier {
    private final KafkaClientSupplier usual = new DefaultKafkaClientSupplier();
    private final String prefix;

    StableProducers(String applicationId, String instanceId) {
        this.prefix = applicationId + "-" + instanceId + "-";
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        var stable = new HashMap<>(config);
        stable.computeIfPresent(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, (name, id) -> prefix + threadNumber(id.toString()));
        return usual.getProducer(stable);
    }

    /** {@code <application>-<process>-<thread>}. */
    private static String threadNumber(String transactionalId) {
        return transactionalId.substring(transactionalId.lastIndexOf('-') + 1);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return usual.getAdmin(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return usual.getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return usual.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return usual.getGlobalConsumer(config);
    }
}
