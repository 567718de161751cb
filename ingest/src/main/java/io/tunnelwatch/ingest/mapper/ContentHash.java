package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordEncoder;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import org.apache.avro.io.DatumWriter;

/** The 64-bit hash that distinguishes two snapshots of a connection; the digest of a scan is the sum of these. */
public final class ContentHash {
    /** Reused for each hash: creating it costs more than using it. */
    private static final ThreadLocal<ContentHash> OF_THREAD = ThreadLocal.withInitial(ContentHash::new);

    private final DatumWriter<ConnectionSnapshot> writer = RecordCoders.writer(ConnectionSnapshot.getClassSchema());
    private final MessageDigest sha256;
    private final RecordEncoder encoder = new RecordEncoder();

    private ContentHash() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
        sha256.update(encoder.reset().write(writer, snapshot).view());
        return ByteBuffer.wrap(sha256.digest()).getLong();
    }
}
