package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/** A record set aside: its key and bytes as they came, with where it stood and what was wrong in headers. */
final class DeadLetter {
    /** A cause is for a person to read; a value that somehow got into a message is not. */
    private static final int LONGEST_REASON = 300;

    /** A letter must fit where the record did not: what is larger stays where it stands. */
    private static final int LARGEST_VALUE = 900_000;

    private static final int LARGEST_KEY = 10_000;

    private DeadLetter() {}

    static List<ProducerRecord<byte[], byte[]>> of(
            ErrorHandlerContext where, byte @Nullable [] key, byte @Nullable [] value, Exception why) {
        var headers = origin(where);
        add(headers, "tunnelwatch_error", why.getClass().getName());
        add(headers, "tunnelwatch_reason", reason(why));
        byte[] kept = value;
        if (value != null && value.length > LARGEST_VALUE) {
            add(headers, "tunnelwatch_value_bytes", Integer.toString(value.length));
            kept = null;
        }
        return List.of(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, time(where), key, kept, headers));
    }

    /** What was to be published and could not: its key and its size, and from which record it was made. */
    static List<ProducerRecord<byte[], byte[]>> tooLarge(
            ErrorHandlerContext where, ProducerRecord<byte[], byte[]> record, int bytes) {
        var headers = origin(where);
        add(headers, "tunnelwatch_error", "too large");
        add(headers, "tunnelwatch_reason", "A record for " + record.topic() + " has " + bytes + " bytes");
        add(headers, "tunnelwatch_value_bytes", Integer.toString(bytes));
        byte[] key = record.key();
        return List.of(new ProducerRecord<>(
                Topics.DEAD_LETTERS.name(),
                null,
                time(where),
                key == null || key.length > LARGEST_KEY ? null : key,
                null,
                headers));
    }

    private static RecordHeaders origin(ErrorHandlerContext where) {
        var headers = new RecordHeaders();
        add(headers, "tunnelwatch_topic", where.topic());
        add(headers, "tunnelwatch_partition", Integer.toString(where.partition()));
        add(headers, "tunnelwatch_offset", Long.toString(where.offset()));
        add(headers, "tunnelwatch_processor", where.processorNodeId());
        return headers;
    }

    /** A record of which Kafka knows no time has -1, with which no other can be made, or 0, with which it would be deleted soon. */
    private static @Nullable Long time(ErrorHandlerContext where) {
        return where.timestamp() <= 0 ? null : where.timestamp();
    }

    private static String reason(Exception why) {
        String message = String.valueOf(why.getMessage());
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON);
    }

    private static void add(RecordHeaders headers, String name, @Nullable String value) {
        headers.add(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
}
