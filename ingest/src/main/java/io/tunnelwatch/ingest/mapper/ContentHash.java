package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.schemas.serde.GeneratedCoders;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;

/** The 64-bit hash that distinguishes two snapshots of a connection; the digest of a scan is the sum of these. */
public final class ContentHash {
    /** Reused for each hash: creating it costs more than using it. */
    private static final ThreadLocal<ContentHash> OF_THREAD = ThreadLocal.withInitial(ContentHash::new);

    private final DatumWriter<ConnectionSnapshot> writer = GeneratedCoders.writer(ConnectionSnapshot.getClassSchema());
    private final MessageDigest sha256;
    private final BinaryEncoder encoder;

    private ContentHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        // A buffering encoder, so that the digest gets long chunks.
        encoder = EncoderFactory.get()
                .binaryEncoder(new DigestOutputStream(OutputStream.nullOutputStream(), sha256), null);
    }

    /** First 8 bytes of SHA-256 over the record's Avro encoding with contentHash 0. */
    public static long of(ConnectionSnapshot snapshot) {
        long before = snapshot.getContentHash();
        snapshot.setContentHash(0);
        try {
            return OF_THREAD.get().hash(snapshot);
        } finally {
            snapshot.setContentHash(before);
        }
    }

    private long hash(ConnectionSnapshot snapshot) {
        try {
            writer.write(snapshot, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }
}
