package io.tunnelwatch.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/** Creates the serde that a setting names. */
final class ValueSerdes {
    private ValueSerdes() {}

    @SuppressWarnings("unchecked") // the operator named the class; the first record shows whether it fits
    static <T extends SpecificRecord> Serde<T> create(String className, Class<T> type, Map<String, Object> settings) {
        var config = new HashMap<>(settings);
        // Confluent's deserializer returns generic records by default.
        config.putIfAbsent("specific.avro.reader", "true");
        try {
            Object named = instance(className);
            Serde<T> serde = named instanceof Serde<?> it
                    ? (Serde<T>) it
                    : Serdes.serdeFrom((Serializer<T>) named, (Deserializer<T>)
                            instance(className.replace("Serializer", "Deserializer")));
            serde.configure(config, false);
            return serde;
        } catch (ConfigException e) {
            throw new OperatorException(String.valueOf(e.getMessage()), e);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new OperatorException(
                    "Setting " + KafkaAccess.SERDE_CLASS + ": '" + className
                            + "' cannot be used as a serde; name a Serde or a Serializer that is on the class path.",
                    e);
        }
    }

    private static Object instance(String className) throws ReflectiveOperationException {
        return Class.forName(className).getDeclaredConstructor().newInstance();
    }
}
