package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The header of an observation that ends a look, which names the consumer group of whoever looked. By it a group knows which
 * targets are its own to retire.
 */
public final class PolledBy {
    public static final String HEADER = "tunnelwatch_polled_by";

    private PolledBy() {}

    public static Header header(String group) {
        return new RecordHeader(HEADER, group.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where nobody says, as before there was such a header. */
    public static String of(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
