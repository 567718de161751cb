package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.serde.GeneratedCoders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of the state stores: Avro's single-object encoding, whose schemas travel with the program, those of earlier versions
 * too. A restart must not need the registry to remember.
 */
public final class MemorySerde<T extends SpecificRecord> implements Serde<T> {
    /** By which Avro knows a single object. */
    private static final byte[] MARK = {(byte) 0xC3, 1};

    /** What an encoder gathers before it writes; Avro's own, which does not gather, takes twice as long for a small record. */
    private static final EncoderFactory ENCODERS = new EncoderFactory().configureBufferSize(512);

    private final byte[] head;
    private final DatumWriter<T> writer;
    private final BinaryMessageDecoder<T> decoder;

    public MemorySerde(Class<T> type) {
        var schema = SpecificData.get().getSchema(type);
        var data = GeneratedCoders.data(schema);
        this.head = ByteBuffer.allocate(MARK.length + Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MARK)
                .putLong(SchemaNormalization.parsingFingerprint64(schema))
                .array();
        this.writer = GeneratedCoders.writer(schema);
        this.decoder = new BinaryMessageDecoder<>(data, schema);
        ReleasedMemories.of(type).forEach(decoder::addSchema);
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
        var bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(head);
        try {
            BinaryEncoder encoder = ENCODERS.binaryEncoder(bytes, null);
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no input or output in it
        }
        return bytes.toByteArray();
    }

    private T decode(byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (MissingSchemaException e) {
            throw new OperatorException(
                    "The state was written by a newer version, or by a build before the first release, and cannot be read:"
                            + " go back to that one, or take another --data-dir (on a cluster another application id),"
                            + " which reads the log anew.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("A state store holds what this version cannot read", e);
        }
    }
}
