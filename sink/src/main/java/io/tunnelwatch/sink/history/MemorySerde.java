package io.tunnelwatch.sink.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Values of the state store: Avro's single-object encoding, whose schema travels with the program. A restart must not need
 * the registry to remember.
 */
final class MemorySerde {
    private MemorySerde() {}

    static <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        var schema = SpecificData.get().getSchema(type);
        var data = SpecificData.getForSchema(schema);
        var encoder = new BinaryMessageEncoder<T>(data, schema);
        var decoder = new BinaryMessageDecoder<T>(data, schema);
        return Serdes.serdeFrom((topic, it) -> encoded(encoder, it), (topic, bytes) -> decoded(decoder, bytes));
    }

    private static <T> byte @Nullable [] encoded(BinaryMessageEncoder<T> encoder, @Nullable T value) {
        if (value == null) {
            return null;
        }
        try {
            ByteBuffer encoded = encoder.encode(value);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no input or output in it
        }
    }

    private static <T> @Nullable T decoded(BinaryMessageDecoder<T> decoder, byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("The store holds what this version cannot read", e);
        }
    }
}
