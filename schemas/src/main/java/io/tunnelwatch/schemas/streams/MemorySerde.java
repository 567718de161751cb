package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.serde.GeneratedCoders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Values of the state stores: Avro's single-object encoding, whose schemas travel with the program, those of earlier versions
 * too. A restart must not need the registry to remember.
 */
public final class MemorySerde<T extends SpecificRecord> implements Serde<T> {
    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    public MemorySerde(Class<T> type) {
        var schema = SpecificData.get().getSchema(type);
        var data = GeneratedCoders.data(schema);
        this.encoder = new BinaryMessageEncoder<>(data, schema);
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

    private byte @Nullable [] encode(T value) {
        try {
            ByteBuffer encoded = encoder.encode(value);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no input or output in it
        }
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
