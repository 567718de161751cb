package io.tunnelwatch.schemas.streams;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes past a batch whose bytes are damaged on the broker's disk. Kafka's consumer throws for it at every poll, so that the
 * application would die at each start, of one flipped bit.
 */
final class SkippingConsumer {
    private static final Logger LOG = LoggerFactory.getLogger(SkippingConsumer.class);

    private final Consumer<byte[], byte[]> consumer;

    private SkippingConsumer(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    @SuppressWarnings("unchecked") // it is the interface that it was
    static Consumer<byte[], byte[]> around(Consumer<byte[], byte[]> consumer) {
        var skipping = new SkippingConsumer(consumer);
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(consumer, arguments);
                    } catch (InvocationTargetException e) {
                        if (method.getName().equals("poll") && e.getCause() instanceof KafkaException failure) {
                            return skipping.goOnAfter(failure);
                        }
                        throw e.getCause();
                    }
                });
    }

    private ConsumerRecords<byte[], byte[]> goOnAfter(KafkaException failure) {
        TopicPartition where =
                DamagedStretch.named(failure, consumer.assignment()).orElseThrow(() -> failure);
        long from = consumer.position(where);
        long to = DamagedStretch.end(consumer, where, from, failure);
        consumer.seek(where, to);
        LOG.atError()
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("error", DamagedStretch.complaint(failure))
                .log(
                        "Records are damaged on the broker's disk and are skipped: see docs/runbook.md#records-unreadable");
        return ConsumerRecords.empty();
    }
}
