package io.tunnelwatch.runtime;

import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.serde.RegistryRefusal;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.Topic;
import java.util.Collection;
import java.util.List;
import org.apache.avro.specific.SpecificData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what a program needs before it starts. A running program waits for a broker or registry that goes away; one that was
 * never reachable is a wrong setting, which the operator should not have to find in a log.
 */
public final class Prerequisites {
    private static final Logger LOG = LoggerFactory.getLogger(Prerequisites.class);

    private Prerequisites() {}

    /**
     * Checks that topics of the catalogue are as they must be.
     *
     * @throws OperatorException naming the setting and the cure
     */
    public static void require(KafkaAccess kafka, Collection<Topic> topics) {
        require(kafka, topics, new Rights(kafka.topicNames()));
    }

    /** @throws OperatorException naming the setting, or the right that is missing, and the cure */
    public static void require(KafkaAccess kafka, Collection<Topic> topics, Rights rights) {
        require(kafka, topics, rights, List.of());
    }

    /**
     * Checks what a Kafka Streams application needs.
     *
     * @param own topics that it makes for itself; if somebody has made all of them, it need not be allowed to
     * @throws OperatorException naming the setting, or the right that is missing, and the cure
     */
    public static void require(KafkaAccess kafka, Collection<Topic> topics, Rights rights, Collection<Topic> own) {
        try (var admin = TopicAdmin.connect(kafka)) {
            boolean isPrepared = !own.isEmpty() && admin.present(own).size() == own.size();
            admin.requireRights(isPrepared ? rights.withoutMakingTopics() : rights.all());
            admin.require(kafka.topics(topics));
        }
        requireRegistry(kafka, topics);
    }

    /** @throws OperatorException if the registry does not answer */
    public static void requireRegistry(KafkaAccess kafka, Collection<Topic> topics) {
        if (kafka.usesRegistry()) {
            var registry = kafka.registry();
            kafka.topics(topics).forEach(topic -> requireSchema(registry, topic));
        }
    }

    private static void requireSchema(RegistryClient registry, Topic topic) {
        topic.value().ifPresent(type -> {
            try {
                registry.lookUp(topic.subject(), SpecificData.get().getSchema(type));
            } catch (RegistryUnavailableException e) {
                throw new OperatorException(String.valueOf(e.getMessage()), e);
            } catch (RegistryRefusal e) {
                // The registry answers and does not know this version yet: the first writer registers it.
                LOG.debug("Not registered yet: {}", topic.subject());
            }
        });
    }
}
