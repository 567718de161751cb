package io.tunnelwatch.app.assembly;

import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.SinkSettings;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The subjects that our own programs write: those of the catalogue, and those of the internal topics of our Kafka Streams
 * applications.
 */
final class OwnSubjects {
    private final Set<String> catalogue;
    private final Pattern internal;

    private OwnSubjects(Set<String> catalogue, Pattern internal) {
        this.catalogue = catalogue;
        this.internal = internal;
    }

    static OwnSubjects of(Settings settings) {
        String applications = Pattern.quote(ProcessorSettings.of(settings).applicationId()) + "|"
                + Pattern.quote(SinkSettings.of(settings).applicationId()) + "|"
                + Pattern.quote(GateSettings.of(settings).applicationId());
        return new OwnSubjects(
                KafkaAccess.topicNames(settings).of(Topics.all()).stream()
                        .map(Topic::subject)
                        .collect(Collectors.toUnmodifiableSet()),
                Pattern.compile("(" + applications + ")-[A-Za-z0-9._-]+-(changelog|repartition)-(key|value)"));
    }

    boolean contains(String subject) {
        return catalogue.contains(subject) || internal.matcher(subject).matches();
    }
}
