package io.tunnelwatch.app.assembly;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.SerializationException;

/** Registers every topic's schema before anybody writes, in the order of the catalogue, so that ids are the same everywhere. */
public final class TopicSchemas {
    private static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private TopicSchemas() {}

    public static void register(KafkaAccess kafka) {
        var registry = kafka.registry();
        try {
            kafka.topics().forEach(topic -> topic.value().ifPresent(type -> {
                registry.requireCompatibility(topic.subject(), COMPATIBILITY);
                registry.register(topic.subject(), SpecificData.get().getSchema(type));
            }));
        } catch (RegistryUnavailableException | SerializationException e) {
            throw new OperatorException(String.valueOf(e.getMessage()), e);
        }
    }
}
