package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;

/** Records set aside: each with its original key and bytes, with its origin and the error in headers. */
final class DeadLetters {
    /** A reason is for a person to read; a long record value quoted in a message is cut. */
    private static final int LONGEST_REASON = 300;

    /** The dead letter must fit although the record may not: a larger value is left out. */
    private static final int LARGEST_VALUE = 900_000;

    private static final int LARGEST_KEY = 10_000;

    private final String topic;

    private DeadLetters(String topic) {
        this.topic = topic;
    }

    /** Dead letters in the topic that the settings of a Streams application name. */
    static DeadLetters of(Map<String, ?> streamsSettings) {
        return new DeadLetters(String.valueOf(Objects.requireNonNullElse(
                streamsSettings.get(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG),
                Topics.DEAD_LETTERS.name())));
    }

    List<ProducerRecord<byte[], byte[]>> letter(
            ErrorHandlerContext where, byte @Nullable [] key, byte @Nullable [] value, Exception why) {
        var headers = origin(where);
        add(headers, "tunnelwatch_error", why.getClass().getName());
        add(headers, "tunnelwatch_reason", reason(why));
        byte[] kept = value;
        if (value != null && value.length > LARGEST_VALUE) {
            add(headers, "tunnelwatch_value_bytes", Integer.toString(value.length));
            kept = null;
        }
        return List.of(new ProducerRecord<>(topic, null, time(where), key, kept, headers));
    }

    /** A record that was too large to publish: its key, its size, and the record it was made from. */
    List<ProducerRecord<byte[], byte[]>> tooLarge(
            ErrorHandlerContext where, ProducerRecord<byte[], byte[]> record, int bytes) {
        var headers = origin(where);
        add(headers, "tunnelwatch_error", "too large");
        add(headers, "tunnelwatch_reason", "A record for " + record.topic() + " has " + bytes + " bytes");
        add(headers, "tunnelwatch_value_bytes", Integer.toString(bytes));
        byte[] key = record.key();
        return List.of(new ProducerRecord<>(
                topic, null, time(where), key == null || key.length > LARGEST_KEY ? null : key, null, headers));
    }

    private static RecordHeaders origin(ErrorHandlerContext where) {
        var headers = new RecordHeaders();
        add(headers, "tunnelwatch_topic", where.topic());
        add(headers, "tunnelwatch_partition", Integer.toString(where.partition()));
        add(headers, "tunnelwatch_offset", Long.toString(where.offset()));
        add(headers, "tunnelwatch_processor", where.processorNodeId());
        return headers;
    }

    /**
     * The record's time, or null for now. Kafka gives an unknown time as -1, which no record may have, or 0, which retention
     * would soon delete.
     */
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
