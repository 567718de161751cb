package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Snapshot;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.LineMemory;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.schemas.streams.MemorySerde;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * A connection as the store keeps it. Mostly nothing has changed, which the first two fields tell; or a status has, and then
 * what is set stays sealed. The first version kept all of it open, which is read here. Not for two threads at once.
 */
public final class ConnectionBytes {
    /** Avro's single-object encoding: two bytes that say so, eight of the schema's fingerprint. */
    private static final int HEADER = 10;

    private static final int MARK = 2;
    private static final long FIRST_VERSION =
            SchemaNormalization.parsingFingerprint64(ConnectionMemory.getClassSchema());

    private static final MemorySerde<ConnectionMemory> FIRST = new MemorySerde<>(ConnectionMemory.class);
    private static final MemorySerde<LineMemory> TODAY = new MemorySerde<>(LineMemory.class);

    private final SettingsSeal seal = new SettingsSeal();

    /** @param before as it is kept so far, if it is: when nothing else was set, what is sealed there is not sealed again */
    public byte[] encode(ConnectionState state, byte @Nullable [] before) {
        Snapshot snapshot = state.snapshot();
        ByteBuffer settings =
                before == null ? null : sealed(before, snapshot.configuration().fingerprint());
        return TODAY.serializer()
                .serialize(
                        "",
                        LineCodec.encode(
                                state, settings == null ? seal.seal(SettingsCodec.encode(snapshot)) : settings));
    }

    public ConnectionState decode(String connectionId, byte[] bytes) {
        if (isFirstVersion(bytes)) {
            return MemoryCodec.decode(FIRST.deserializer().deserialize("", bytes));
        }
        LineMemory line = TODAY.deserializer().deserialize("", bytes);
        return LineCodec.decode(line, settings(connectionId, line));
    }

    /** The same, by the leave of what was just seen: mostly that is set alike, and nothing needs opening. */
    public ConnectionState decode(Snapshot seen, byte[] bytes) {
        if (isFirstVersion(bytes)) {
            return MemoryCodec.decode(FIRST.deserializer().deserialize("", bytes));
        }
        LineMemory line = TODAY.deserializer().deserialize("", bytes);
        boolean alike = line.getFingerprint() == seen.configuration().fingerprint();
        return LineCodec.decode(line, alike ? seen : settings(seen.connectionId(), line));
    }

    /** What it hangs on together with others. */
    public Set<String> gateways(byte[] bytes) {
        if (isFirstVersion(bytes)) {
            ConnectionMemory it = FIRST.deserializer().deserialize("", bytes);
            return gateways(it.getVpnGatewayId(), it.getCustomerGatewayIds());
        }
        var it = seal.open(TODAY.deserializer().deserialize("", bytes).getSettings());
        return gateways(it.getVpnGatewayId(), it.getCustomerGatewayIds());
    }

    private static Set<String> gateways(String ofVpn, Iterable<String> ofCustomer) {
        var gateways = new TreeSet<String>();
        ofCustomer.forEach(gateways::add);
        gateways.add(ofVpn);
        return gateways;
    }

    /** Whether this is the connection of the snapshot, as it is there. */
    public static boolean areOf(Snapshot snapshot, byte[] bytes) {
        try {
            RecordDecoder head = head(bytes);
            if (isFirstVersion(bytes)) {
                head.skipString(); // its id
            }
            return head.readLong() == snapshot.contentHash()
                    && (head.readIndex() == 0
                            || !snapshot.isOtherThanOneCreatedAt(Instant.ofEpochMilli(head.readLong())));
        } catch (IOException e) {
            throw new UncheckedIOException("A state store holds what this version cannot read", e);
        }
    }

    private Snapshot settings(String connectionId, LineMemory line) {
        return SettingsCodec.decode(connectionId, line.getFingerprint(), seal.open(line.getSettings()));
    }

    /** What is sealed in these bytes, if it is what has this fingerprint. */
    private static @Nullable ByteBuffer sealed(byte[] bytes, long fingerprint) {
        if (isFirstVersion(bytes)) {
            return null;
        }
        try {
            RecordDecoder head = head(bytes);
            head.readLong();
            if (head.readIndex() == 1) {
                head.readLong();
            }
            return head.readLong() == fingerprint ? head.readBytes(null) : null;
        } catch (IOException e) {
            throw new UncheckedIOException("A state store holds what this version cannot read", e);
        }
    }

    private static RecordDecoder head(byte[] bytes) {
        var decoder = new RecordDecoder();
        decoder.take(bytes, HEADER);
        return decoder;
    }

    private static boolean isFirstVersion(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARK) == FIRST_VERSION;
    }
}
