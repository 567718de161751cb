package io.tunnelwatch.runtime.streams;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Skips a batch that is damaged on the broker's disk. Kafka's consumer throws for it at every poll, so one flipped bit would
 * kill the application at each start. It also reports records that were deleted before they were read: Kafka Streams goes on
 * with those that are left, without a word.
 */
final class SkippingConsumer {
    private final Consumer<byte[], byte[]> consumer;
    private final StreamsErrorMetrics errorMetrics;

    private SkippingConsumer(Consumer<byte[], byte[]> consumer, StreamsErrorMetrics errorMetrics) {
        this.consumer = consumer;
        this.errorMetrics = errorMetrics;
    }

    @SuppressWarnings("unchecked") // the proxy implements the same interface
    static Consumer<byte[], byte[]> around(Consumer<byte[], byte[]> consumer, StreamsErrorMetrics errorMetrics) {
        var skipping = new SkippingConsumer(consumer, errorMetrics);
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(consumer, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof OffsetOutOfRangeException gone) {
                            skipping.report(gone);
                        } else if (method.getName().equals("poll") && e.getCause() instanceof KafkaException failure) {
                            return skipping.skipDamage(failure);
                        }
                        throw e.getCause();
                    }
                });
    }

    private ConsumerRecords<byte[], byte[]> skipDamage(KafkaException failure) {
        TopicPartition where =
                DamagedBatch.damagedPartition(failure, consumer.assignment()).orElseThrow(() -> failure);
        long from = consumer.position(where);
        long to = DamagedBatch.skip(consumer, where, from, failure);
        errorMetrics.skipped(where, from, to, DamagedBatch.complaint(failure));
        return ConsumerRecords.empty();
    }

    private void report(OffsetOutOfRangeException gone) {
        var next = gone.offsetOutOfRangePartitions();
        firstOffsets(next).forEach((where, first) -> errorMetrics.gone(where, next.getOrDefault(where, first), first));
    }

    /** Empty if Kafka does not answer: the records are then not reported. */
    private Map<TopicPartition, Long> firstOffsets(Map<TopicPartition, Long> next) {
        try {
            return consumer.beginningOffsets(next.keySet());
        } catch (TimeoutException e) {
            return Map.of();
        }
    }
}
