package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.topics.PartitionsReader;
import io.tunnelwatch.sink.topics.TopicDecoder;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes the records that the feed reads, and waits for the schema registry if it is away. */
final class FeedDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(FeedDecoder.class);

    private final Map<String, TopicDecoder<? extends SpecificRecord>> decoders = new HashMap<>();
    private final PartitionsReader reader;
    private volatile boolean isRegistryAway;

    /** @param reader pauses while the registry is away, and tells when to give up */
    FeedDecoder(KafkaAccess kafka, PartitionsReader reader) {
        reads(kafka, Topics.CONNECTIONS, ConnectionView.class, ReadModel::key);
        reads(kafka, Topics.TARGETS, TargetView.class, ReadModel::target);
        reads(kafka, Topics.ALERTS, Alert.class, Alert::getFingerprint);
        reads(kafka, Topics.HISTORY, Interval.class, Interval::getIntervalId);
        reads(kafka, Topics.OBSERVATIONS, Observation.class, ReadModel::target);
        reads(kafka, Topics.TRANSITIONS, Transition.class, ReadModel::key);
        reads(kafka, Topics.COMMANDS, Command.class, GivenCommands::key);
        reads(kafka, Topics.NOTIFICATIONS, Notification.class, Notification::getFingerprint);
        this.reader = reader;
    }

    private <T extends SpecificRecord> void reads(
            KafkaAccess kafka, Topic topic, Class<T> type, Function<T, String> key) {
        decoders.put(kafka.topic(topic).name(), new TopicDecoder<>(kafka, topic, type, key));
    }

    boolean isRegistryAway() {
        return isRegistryAway;
    }

    /** The value of a record; an empty text for a tombstone. */
    Object value(ConsumerRecord<byte[], byte[]> record) {
        var decoder = Objects.requireNonNull(decoders.get(record.topic()));
        while (true) {
            try {
                Optional<? extends SpecificRecord> value = decoder.value(record);
                isRegistryAway = false;
                return value.isPresent() ? value.get() : "";
            } catch (RegistryUnavailableException e) {
                waitForRegistry(e);
            }
        }
    }

    private void waitForRegistry(RegistryUnavailableException e) {
        if (!isRegistryAway) {
            isRegistryAway = true;
            LOG.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log(
                            "The page waits for the schema registry: see docs/runbook.md#the-page-waits-for-the-schema-registry");
        }
        reader.pause();
        if (reader.isClosing()) {
            throw new WakeupException();
        }
    }
}
