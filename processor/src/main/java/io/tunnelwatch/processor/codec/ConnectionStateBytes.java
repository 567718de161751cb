package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.LineMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * The stored bytes of a connection. Mostly nothing has changed, which the first two fields show; or only a status has, and then
 * the configuration stays packed. Bytes of the first version, whose configuration is not packed, are read as well. Not
 * thread-safe.
 */
public final class ConnectionStateBytes {
    /** The header of Avro's single-object encoding: a marker of two bytes, then the schema's fingerprint in eight. */
    private static final int HEADER = 10;

    private static final int MARK = 2;
    private static final long FIRST_VERSION =
            SchemaNormalization.parsingFingerprint64(ConnectionMemory.getClassSchema());

    private static final StateSerde<ConnectionMemory> FIRST = new StateSerde<>(ConnectionMemory.class);
    private static final StateSerde<LineMemory> TODAY = new StateSerde<>(LineMemory.class);

    private final ConfigurationPacker seal = new ConfigurationPacker();

    /** @param before the bytes stored so far, if any; if the configuration is unchanged, its packed form is taken over */
    public byte[] encode(ConnectionState state, byte @Nullable [] before) {
        Snapshot snapshot = state.snapshot();
        ByteBuffer settings =
                before == null ? null : packed(before, snapshot.configuration().hash());
        return TODAY.serializer()
                .serialize(
                        "",
                        ConnectionStateCodec.encode(
                                state,
                                settings == null ? seal.pack(StoredConfigurationCodec.encode(snapshot)) : settings));
    }

    public ConnectionState decode(String connectionId, byte[] bytes) {
        return decode(bytes, line -> configuration(connectionId, line));
    }

    /** Decodes with the help of the current snapshot: if the configuration is unchanged, the packed one is not read. */
    public ConnectionState decode(Snapshot seen, byte[] bytes) {
        long hash = seen.configuration().hash();
        return decode(bytes, line -> line.getFingerprint() == hash ? seen : configuration(seen.connectionId(), line));
    }

    private static ConnectionState decode(byte[] bytes, Function<LineMemory, Snapshot> settings) {
        return StoredValues.decode(() -> {
            if (isFirstVersion(bytes)) {
                return StateCodec.decode(FIRST.deserializer().deserialize("", bytes));
            }
            LineMemory line = TODAY.deserializer().deserialize("", bytes);
            return ConnectionStateCodec.decode(line, settings.apply(line));
        });
    }

    /** The gateways of the connection, which it may share with others. */
    public Set<String> gateways(byte[] bytes) {
        return StoredValues.decode(() -> {
            if (isFirstVersion(bytes)) {
                ConnectionMemory it = FIRST.deserializer().deserialize("", bytes);
                return gateways(it.getVpnGatewayId(), it.getCustomerGatewayIds());
            }
            var it = seal.unpack(TODAY.deserializer().deserialize("", bytes).getSettings());
            return gateways(it.getVpnGatewayId(), it.getCustomerGatewayIds());
        });
    }

    private static Set<String> gateways(String ofVpn, Iterable<String> ofCustomer) {
        var gateways = new TreeSet<String>();
        ofCustomer.forEach(gateways::add);
        gateways.add(ofVpn);
        return gateways;
    }

    /** Returns whether the bytes are of the connection seen, unchanged. */
    public static boolean matches(ObservedConnection seen, byte[] bytes) {
        return StoredValues.decode(() -> {
            RecordDecoder head = head(bytes);
            if (isFirstVersion(bytes)) {
                head.skipString(); // its id
            }
            return head.readLong() == seen.contentHash()
                    && (head.readIndex() == 0
                            || !seen.isSuccessorOfOneCreatedAt(Instant.ofEpochMilli(head.readLong())));
        });
    }

    private Snapshot configuration(String connectionId, LineMemory line) {
        return StoredConfigurationCodec.decode(connectionId, line.getFingerprint(), seal.unpack(line.getSettings()));
    }

    /** Returns whether the bytes have the snapshot's configuration; of the first version, that is not known. */
    public static boolean hasConfigurationOf(Snapshot snapshot, byte[] bytes) {
        return packed(bytes, snapshot.configuration().hash()) != null;
    }

    /** The packed configuration in these bytes, if it has this hash. */
    @SuppressWarnings("NullAway") // the lambda may return null
    private static @Nullable ByteBuffer packed(byte[] bytes, long hash) {
        return StoredValues.decode(() -> {
            if (isFirstVersion(bytes)) {
                return null;
            }
            RecordDecoder head = head(bytes);
            head.readLong();
            if (head.readIndex() == 1) {
                head.readLong();
            }
            return head.readLong() == hash ? head.readBytes(null) : null;
        });
    }

    private static RecordDecoder head(byte[] bytes) {
        var decoder = new RecordDecoder();
        decoder.reset(bytes, HEADER);
        return decoder;
    }

    private static boolean isFirstVersion(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARK) == FIRST_VERSION;
    }
}
