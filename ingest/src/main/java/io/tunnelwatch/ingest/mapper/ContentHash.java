package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** 64 bits that change when anything about a connection does. */
final class ContentHash {
    private static final SpecificDatumWriter<ConnectionSnapshot> WRITER =
            new SpecificDatumWriter<>(ConnectionSnapshot.class);

    private ContentHash() {}

    /** Of a snapshot whose own hash is still 0. */
    static long of(ConnectionSnapshot snapshot) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var encoder = EncoderFactory.get()
                    .binaryEncoder(new DigestOutputStream(OutputStream.nullOutputStream(), digest), null);
            WRITER.write(snapshot, encoder);
            encoder.flush();
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is read or written
        }
    }
}
