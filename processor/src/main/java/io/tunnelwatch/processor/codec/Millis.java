package io.tunnelwatch.processor.codec;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Times as the stores keep them. Their schemas declare plain numbers, because Avro uses its generated code only for records
 * without time types; the bytes are the same.
 */
final class Millis {
    private Millis() {}

    static long of(Instant time) {
        return time.toEpochMilli();
    }

    static @Nullable Long ofMaybe(@Nullable Instant time) {
        return time == null ? null : of(time);
    }

    static Instant time(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    static @Nullable Instant timeMaybe(@Nullable Long millis) {
        return millis == null ? null : time(millis);
    }
}
