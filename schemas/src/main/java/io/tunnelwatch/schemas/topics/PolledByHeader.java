package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header of an observation that ends a scan: the consumer group that polled the target. It tells a group which targets it
 * may retire.
 */
public final class PolledByHeader {
    public static final String HEADER = "tunnelwatch_polled_by";

    private PolledByHeader() {}

    public static Header header(String group) {
        return new RecordHeader(HEADER, group.getBytes(StandardCharsets.UTF_8));
    }

    /** The group; empty if the header is missing, as in records of earlier versions. */
    public static String of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
