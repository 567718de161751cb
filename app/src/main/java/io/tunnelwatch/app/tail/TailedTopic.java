package io.tunnelwatch.app.tail;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;

/**
 * A topic that can be followed.
 *
 * @param key the record key that a value must have
 * @param entry the value in words
 */
public record TailedTopic<T extends SpecificRecord>(
        Topic topic, Class<T> type, Function<T, String> key, Function<T, Entry> entry) {
    public static TailedTopic<Transition> transitions() {
        return new TailedTopic<>(
                Topics.TRANSITIONS,
                Transition.class,
                it -> it.getAccount() + "/" + it.getRegion()
                        + (it.getConnectionId() == null ? "" : "/" + it.getConnectionId()),
                TransitionEntry::of);
    }

    public static TailedTopic<Alert> alerts() {
        return new TailedTopic<>(Topics.ALERTS, Alert.class, Alert::getFingerprint, AlertEntry::of);
    }

    public static TailedTopic<Observation> observations() {
        return new TailedTopic<>(
                Topics.OBSERVATIONS,
                Observation.class,
                it -> it.getAccount() + "/" + it.getRegion(),
                ObservationEntry::of);
    }
}
