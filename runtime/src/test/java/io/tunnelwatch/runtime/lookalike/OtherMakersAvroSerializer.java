package io.tunnelwatch.runtime.lookalike;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.serialization.Serializer;

/** Takes any object, as Confluent's serializer does; supports only the one kind that the test uses. */
public final class OtherMakersAvroSerializer implements Serializer<Object> {
    private Map<String, ?> settings = Map.of();

    @Override
    public void configure(Map<String, ?> given, boolean isKey) {
        settings = Map.copyOf(given);
    }

    public Map<String, Object> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public byte[] serialize(String topic, Object value) {
        var order = (io.tunnelwatch.v1.Order) value;
        return ByteBuffer.allocate(20)
                .putLong(order.getEpoch())
                .putLong(order.getScan())
                .putInt(order.getIndex())
                .array();
    }
}
