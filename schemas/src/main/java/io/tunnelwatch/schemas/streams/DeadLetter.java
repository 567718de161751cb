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

    private DeadLetter() {}

    static List<ProducerRecord<byte[], byte[]>> of(
            ErrorHandlerContext where, byte @Nullable [] key, byte @Nullable [] value, Exception why) {
        var headers = new RecordHeaders();
        add(headers, "tunnelwatch_topic", where.topic());
        add(headers, "tunnelwatch_partition", Integer.toString(where.partition()));
        add(headers, "tunnelwatch_offset", Long.toString(where.offset()));
        add(headers, "tunnelwatch_processor", where.processorNodeId());
        add(headers, "tunnelwatch_error", why.getClass().getName());
        add(headers, "tunnelwatch_reason", reason(why));
        return List.of(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), null, where.timestamp(), key, value, headers));
    }

    private static String reason(Exception why) {
        String message = String.valueOf(why.getMessage());
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON);
    }

    private static void add(RecordHeaders headers, String name, @Nullable String value) {
        headers.add(name, String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
}
