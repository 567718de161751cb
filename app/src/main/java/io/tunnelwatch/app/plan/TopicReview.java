package io.tunnelwatch.app.plan;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The topics of a cluster beside the catalogue.
 *
 * @param differences what keeps the programs from working correctly, one line each
 * @param notes what the operator may have chosen, one line each
 */
public record TopicReview(List<String> differences, List<String> notes) {
    public TopicReview {
        differences = List.copyOf(differences);
        notes = List.copyOf(notes);
    }

    public static TopicReview of(TopicAdmin topics, Settings settings) {
        var all = KafkaAccess.topicNames(settings).of(Topics.all());
        var differences = new ArrayList<>(topics.differences(all));
        // Kafka Streams makes its own topics later, unless somebody has made them wrong.
        differences.addAll(topics.differences(
                topics.present(ClusterPlan.of(settings, Map.of()).internalTopics())));
        topics.tooSmall(all)
                .forEach(it -> differences.add(it.name() + " has " + Topic.LARGEST_RECORD + " below "
                        + Topic.LARGEST_RECORD_BYTES + ": --create raises it"));
        return new TopicReview(differences, topics.keptForLess(all));
    }
}
