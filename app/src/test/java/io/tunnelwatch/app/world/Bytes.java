package io.tunnelwatch.app.world;

import io.tunnelwatch.schemas.serde.RecordCoders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** Avro encoding like that of our serdes, without a registry. */
public final class Bytes<T extends SpecificRecord> implements Serde<T> {
    private final DatumWriter<T> writer;
    private final DatumReader<T> reader;

    public Bytes(Schema schema) {
        writer = RecordCoders.writer(schema);
        reader = RecordCoders.reader(schema, schema);
    }

    byte[] write(T value) {
        var bytes = new ByteArrayOutputStream(512);
        try {
            var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    T read(byte[] bytes) {
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Serializer<T> serializer() {
        return (topic, value) -> write(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (topic, bytes) -> read(bytes);
    }
}
