package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers that every record of an output topic carries: CloudEvents 1.0, Kafka binding, binary mode.
 *
 * @param id deterministic: an event has the same id on every replay
 * @param type such as {@code io.tunnelwatch.transition.v1}
 * @param source the target that the event is about, {@code account/region}
 * @param subject the entity
 * @param time event time, not the time of writing
 */
public record CloudEvent(String id, String type, String source, String subject, Instant time) {
    private static final Header SPECIFICATION = header("ce_specversion", "1.0");
    private static final Header CONTENT = header("content-type", "application/avro");

    public Headers headers() {
        return new RecordHeaders(new Header[] {
            SPECIFICATION,
            header("ce_id", id),
            header("ce_type", type),
            header("ce_source", "/tunnelwatch/" + source),
            header("ce_subject", subject),
            header("ce_time", time.toString()),
            CONTENT
        });
    }

    /** The headers of an event that a scan caused, with the trace of the scan; an empty trace adds nothing. */
    public Headers headers(String trace) {
        Headers headers = headers();
        return trace.isEmpty() ? headers : headers.add(header(TraceId.HEADER, TraceId.header(trace, id)));
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
