package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordEncoder;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;

/**
 * The connections as last listed. A connection that a later listing omits still exists if a lookup finds it; the lookup has its
 * statuses, but not all of its other fields. Stored in encoded form, because hardly any is ever needed.
 */
final class LastListed {
    private static final DatumWriter<ConnectionSnapshot> WRITER =
            RecordCoders.writer(ConnectionSnapshot.getClassSchema());
    private static final DatumReader<ConnectionSnapshot> READER =
            RecordCoders.reader(ConnectionSnapshot.getClassSchema(), ConnectionSnapshot.getClassSchema());

    private final Map<String, Encoded> byId = new HashMap<>();

    private record Encoded(long contentHash, ByteBuffer bytes) {}

    void remember(Collection<ConnectionSnapshot> listed) {
        for (ConnectionSnapshot it : listed) {
            Encoded before = byId.get(it.getConnectionId());
            if (before == null || before.contentHash() != it.getContentHash()) {
                byId.put(it.getConnectionId(), new Encoded(it.getContentHash(), encode(it)));
            }
        }
    }

    void keepOnly(Set<String> known) {
        byId.keySet().retainAll(known);
    }

    /**
     * The last listed connection with the statuses of a lookup. If no listing has shown it since the start, the lookup is used
     * as it is: a wrong state is worse than a wrong field.
     */
    ConnectionSnapshot updated(ConnectionSnapshot lookup) {
        Encoded listed = byId.get(lookup.getConnectionId());
        return listed == null ? lookup : StatusMerge.merged(decode(listed.bytes()), lookup);
    }

    private static ByteBuffer encode(ConnectionSnapshot it) {
        return ByteBuffer.wrap(new RecordEncoder().write(WRITER, it).toBytes());
    }

    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    private static ConnectionSnapshot decode(ByteBuffer encoded) {
        var bytes = new byte[encoded.remaining()];
        encoded.duplicate().get(bytes);
        try {
            return READER.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
