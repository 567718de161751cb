package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.serde.RecordCoders;
import io.tunnelwatch.schemas.serde.RecordDecoder;
import io.tunnelwatch.schemas.serde.RecordEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Serde for state store values: Avro's single-object encoding. The schemas, those of earlier versions too, are packaged with
 * the program: a restart must not need the registry to read its state.
 */
public final class StateSerde<T extends SpecificRecord> implements Serde<T> {
    /** Avro's marker of a single object. */
    private static final byte[] MARK = {(byte) 0xC3, 1};

    private final byte[] head;
    private final DatumWriter<T> writer;
    private final Map<Long, DatumReader<T>> readers = new HashMap<>();

    public StateSerde(Class<T> type) {
        var schema = SpecificData.get().getSchema(type);
        this.head = ByteBuffer.allocate(MARK.length + Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARK)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
        this.writer = RecordCoders.writer(schema);
        ReleasedStates.of(type).forEach(it -> read(it, schema));
        read(schema, schema);
    }

    private void read(Schema written, Schema known) {
        readers.put(SchemaNormalization.parsingFingerprint64(written), RecordCoders.reader(written, known));
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> value == null ? null : encode(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> bytes == null ? null : decode(bytes);
    }

    private byte[] encode(T value) {
        var encoder = new RecordEncoder();
        encoder.writeFixed(head, 0, head.length);
        return encoder.write(writer, value).toBytes();
    }

    /** Checks every length, which Avro's own decoder would trust. */
    @SuppressWarnings("NullAway") // Avro's readers take null for "no object to reuse"
    private T decode(byte[] bytes) {
        if (bytes.length < head.length || bytes[0] != MARK[0] || bytes[1] != MARK[1]) {
            throw new DamagedStateException("A state store holds a value that is not an encoded state");
        }
        long fingerprint = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARK.length);
        DatumReader<T> reader = readers.get(fingerprint);
        if (reader == null) {
            throw new OperatorException(
                    "The state was written by a newer version, or by a build before the first release: this "
                            + "version cannot read it. Start that version again, or take another --data-dir (on a "
                            + "cluster: another application id). See docs/runbook.md#going-back-to-an-older-build.");
        }
        return StoredValues.decode(() -> {
            var decoder = new RecordDecoder();
            decoder.reset(bytes, head.length);
            return reader.read(null, decoder);
        });
    }
}
