package io.tunnelwatch.processor.codec;

import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.avro.io.DatumReader;
import org.jspecify.annotations.Nullable;

/** The body of an observation in place of a {@link ConnectionSnapshot}, which is decoded only if it differs from the stored one. */
record SkippedSnapshot(
        String connectionId,
        long contentHash,
        @Nullable Instant createdAt,
        RecordDecoder bytes,
        DatumReader<ConnectionSnapshot> reader) {
    /** Decodes the snapshot, once. Its bytes are sound, as was checked when they were skipped. */
    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    ConnectionSnapshot read() {
        try {
            return reader.read(null, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
