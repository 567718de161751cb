package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that every record of an output topic carries: CloudEvents 1.0, Kafka binding, binary mode.
 *
 * @param id deterministic: the same event has the same id on every replay
 * @param type such as {@code io.tunnelwatch.transition.v1}
 * @param source the target that the event is about, {@code account/region}
 * @param subject the entity
 * @param time event time, not the time of writing
 */
public record CloudEvent(String id, String type, String source, String subject, Instant time) {
    public Headers headers() {
        var headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", id);
        add(headers, "ce_type", type);
        add(headers, "ce_source", "/tunnelwatch/" + source);
        add(headers, "ce_subject", subject);
        add(headers, "ce_time", time.toString());
        add(headers, "content-type", "application/avro");
        return headers;
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
