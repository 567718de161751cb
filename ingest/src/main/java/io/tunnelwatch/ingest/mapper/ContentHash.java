package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** The 64 bits by which two snapshots of a connection are told apart, and of which a scan's digest is the sum. */
public final class ContentHash {
    /** Holds no state of a write, and is dear to make. */
    private static final SpecificDatumWriter<ConnectionSnapshot> WRITER =
            new SpecificDatumWriter<>(ConnectionSnapshot.class);

    private ContentHash() {}

    /** First 8 bytes of SHA-256 over the record's Avro encoding with contentHash 0. */
    public static long of(ConnectionSnapshot snapshot) {
        long before = snapshot.getContentHash();
        snapshot.setContentHash(0);
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(encoded(snapshot)))
                    .getLong();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } finally {
            snapshot.setContentHash(before);
        }
    }

    private static byte[] encoded(ConnectionSnapshot snapshot) {
        var bytes = new ByteArrayOutputStream(1024);
        // Buffered: the stream takes a lock for every write, and a snapshot is hundreds of them.
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            WRITER.write(snapshot, encoder);
            encoder.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }
}
