package io.tunnelwatch.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Magic byte 0, the schema's id in four bytes, the record in Avro binary. */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    @Override
    public byte[] serialize(String topic, T value) {
        throw new UnsupportedOperationException("being built");
    }
}
