package io.tunnelwatch.schemas.serde;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** The way back. */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    @Override
    public T deserialize(String topic, byte[] bytes) {
        throw new UnsupportedOperationException("being built");
    }
}
