package io.tunnelwatch.runtime.streams;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a record that is too large before it enters a transaction. Kafka's producer refuses it as well, but then its
 * transaction cannot be committed, whatever the exception handler returns: the application would die, make the same record
 * again, and die again.
 */
final class RecordSizeLimit {
    /** Overhead of a record and its batch; Kafka's own is smaller. */
    private static final int AROUND_IT = 256;

    private final int largest;

    /** @param largest number of bytes that the producer accepts */
    RecordSizeLimit(int largest) {
        this.largest = largest;
    }

    /** The failed result of a record that is too large; empty if it may be sent. */
    Optional<Future<RecordMetadata>> refused(ProducerRecord<byte[], byte[]> record, Callback callback) {
        long bytes = bytes(record);
        if (bytes <= largest) {
            return Optional.empty();
        }
        var why = new RecordTooLargeException("The record has " + bytes + " bytes; the limit is " + largest);
        int partition = record.partition() == null ? RecordMetadata.UNKNOWN_PARTITION : record.partition();
        callback.onCompletion(
                new RecordMetadata(new TopicPartition(record.topic(), partition), -1, -1, -1L, -1, -1), why);
        return Optional.of(CompletableFuture.failedFuture(why));
    }

    private static long bytes(ProducerRecord<byte[], byte[]> record) {
        long bytes = (long) AROUND_IT + length(record.key()) + length(record.value());
        for (Header it : record.headers()) {
            bytes += Integer.BYTES * 2L + it.key().length() * 3L + length(it.value());
        }
        return bytes;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
