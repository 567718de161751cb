package io.tunnelwatch.runtime;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The codec of the batches that Tunnelwatch writes: gzip, the only one that every client of other programs reads without an
 * extra. The operator's settings below {@code kafka.} win.
 */
public final class ProducerCompression {
    /** Half of the processor time of the default level, for a tenth more bytes: bench {@code CodecCosts}. */
    private static final int LEVEL = 1;

    private ProducerCompression() {}

    /** The settings of a producer. */
    public static Map<String, Object> settings() {
        return Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip", ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG, LEVEL);
    }
}
