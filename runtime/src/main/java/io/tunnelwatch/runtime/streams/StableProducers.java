package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.schemas.topics.Topic;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Gives the producers of an instance the same transactional ids across restarts.
 *
 * <p>Kafka Streams derives these ids from a process id that it keeps on disk only for stores on disk; our stores are in memory.
 * Under a new id, an open transaction of a killed process would block every read_committed reader until it times out; under the
 * same id, the successor's start aborts it. This class also reports each commit and refuses records that are too large.
 */
final class StableProducers implements KafkaClientSupplier {
    private static final Set<String> ENDS = Set.of("commitTransaction", "abortTransaction");

    private final KafkaClientSupplier usual = new DefaultKafkaClientSupplier();
    private final String prefix;
    private final Runnable committed;
    private final StreamsErrorMetrics errorMetrics;

    StableProducers(String applicationId, String instanceId, Runnable committed, StreamsErrorMetrics errorMetrics) {
        this.committed = committed;
        this.errorMetrics = errorMetrics;
        this.prefix = applicationId + "-" + instanceId + "-";
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        var stable = new HashMap<>(config);
        stable.computeIfPresent(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG, (name, id) -> prefix + threadNumber(id.toString()));
        return listenedTo(usual.getProducer(stable), new RecordSizeLimit(largest(config)));
    }

    private static int largest(Map<String, Object> config) {
        Object set = config.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        return set == null ? Topic.LARGEST_RECORD_BYTES : Integer.parseInt(set.toString());
    }

    /** Wraps a producer, because Kafka Streams does not report when it has committed or aborted a transaction. */
    @SuppressWarnings("unchecked") // the proxy implements the same interface, with the same record types
    Producer<byte[], byte[]> listenedTo(Producer<byte[], byte[]> producer, RecordSizeLimit large) {
        return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                Producer.class.getClassLoader(), new Class<?>[] {Producer.class}, (proxy, method, arguments) -> {
                    try {
                        if (method.getName().equals("send") && arguments.length == 2) {
                            var refused = large.refused(
                                    (ProducerRecord<byte[], byte[]>) arguments[0], (Callback) arguments[1]);
                            if (refused.isPresent()) {
                                return refused.get();
                            }
                        }
                        return method.invoke(producer, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (ENDS.contains(method.getName())) {
                            committed.run();
                        }
                    }
                });
    }

    /** The last part of {@code <application>-<process>-<thread>}. */
    private static String threadNumber(String transactionalId) {
        return transactionalId.substring(transactionalId.lastIndexOf('-') + 1);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return usual.getAdmin(config);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return SkippingConsumer.around(usual.getConsumer(config), errorMetrics);
    }

    /**
     * Not wrapped: state restored without the damaged records would pass for complete. Damage in a changelog ends the
     * application instead of being skipped.
     */
    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return usual.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return usual.getGlobalConsumer(config);
    }
}
