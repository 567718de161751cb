package io.tunnelwatch.runtime.lookalike;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** The deserializer of the pair. */
public final class OtherMakersAvroDeserializer implements Deserializer<Object> {
    private Map<String, ?> settings = Map.of();

    @Override
    public void configure(Map<String, ?> given, boolean isKey) {
        settings = Map.copyOf(given);
    }

    public Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public Object deserialize(String topic, byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new io.tunnelwatch.v1.Order(buffer.getLong(), buffer.getLong(), buffer.getInt());
    }
}
