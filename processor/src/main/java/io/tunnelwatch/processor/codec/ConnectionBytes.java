package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Snapshot;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.schemas.streams.MemorySerde;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** A connection as the store keeps it. Mostly nothing has changed, which its first three fields tell; the rest is read only else. */
public final class ConnectionBytes {
    /** Avro's single-object encoding: two bytes that say so, eight of the schema's fingerprint. */
    private static final int HEADER = 10;

    private final MemorySerde<ConnectionMemory> whole = new MemorySerde<>(ConnectionMemory.class);

    public byte[] encode(ConnectionState state) {
        return whole.serializer().serialize("", MemoryCodec.encode(state));
    }

    public ConnectionState decode(byte[] bytes) {
        return MemoryCodec.decode(memory(bytes));
    }

    public ConnectionMemory memory(byte[] bytes) {
        return whole.deserializer().deserialize("", bytes);
    }

    /** Whether this is the connection of the snapshot, as it is there. Every released schema begins with id, hash and creation. */
    public static boolean areOf(Snapshot snapshot, byte[] bytes) {
        try {
            BinaryDecoder head = DecoderFactory.get().binaryDecoder(bytes, HEADER, bytes.length - HEADER, null);
            head.skipString();
            return head.readLong() == snapshot.contentHash()
                    && (head.readIndex() == 0
                            || !snapshot.isOtherThanOneCreatedAt(Instant.ofEpochMilli(head.readLong())));
        } catch (IOException e) {
            throw new UncheckedIOException("A state store holds what this version cannot read", e);
        }
    }
}
