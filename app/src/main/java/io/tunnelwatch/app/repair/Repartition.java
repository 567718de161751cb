package io.tunnelwatch.app.repair;

import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.runtime.streams.StoppedGroup;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.history.StoredHistories;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives all topics more partitions while all programs are stopped: moves each record to the partition of its key, the state of
 * the programs to where their input is, and the places of all readers.
 */
public final class Repartition {
    private final StoppedKafka kafka;
    private final DividedCluster cluster;
    private final List<TopicDivision> divisions = new ArrayList<>();

    /** @param partitions of each topic, afterwards */
    public Repartition(StoppedKafka kafka, ApplicationIds applications, int partitions) {
        this.kafka = kafka;
        this.cluster = new DividedCluster(kafka.admin());
        // The programs refuse to start while a copy of a topic of the catalogue exists, and that must be so until the
        // end.
        Processor.internalTopics(applications.processor(), partitions)
                .forEach(it -> add(it.name(), partitions, Placement.BY_TARGET));
        Sink.internalTopics(applications.sink(), partitions)
                .forEach(it -> add(it.name(), partitions, ofHistory(it.name())));
        kafka.kafka().topics().forEach(it -> add(it.name(), partitions, Placement.BY_KEY));
    }

    private static Placement ofHistory(String topic) {
        if (topic.endsWith("-" + StoredHistories.TICKS + "-repartition")) {
            return Placement.EVERYWHERE;
        }
        return topic.endsWith("-" + StoredHistories.STORE + "-changelog") ? Placement.OF_HISTORIES : Placement.BY_KEY;
    }

    private void add(String topic, int partitions, Placement placement) {
        divisions.add(new TopicDivision(topic, partitions, placement, cluster));
    }

    /** Says what is to be done, one line each; nothing if all topics have as many partitions. */
    public List<String> plan() {
        divisions.forEach(TopicDivision::requireMultiple);
        return needed().stream().map(TopicDivision::plan).toList();
    }

    private List<TopicDivision> needed() {
        return divisions.stream().filter(TopicDivision::isNeeded).toList();
    }

    /** Does it. Until all copies are complete, no topic is changed. */
    public void run() {
        divisions.forEach(TopicDivision::requireMultiple);
        try (var admin = TopicAdmin.connect(kafka.kafka())) {
            // A group that it does not see would lose its places together with the topic.
            admin.requireRights(
                    new Rights(kafka.kafka().topicNames()).listsGroups().all());
        }
        readers().forEach(it -> {
            StoppedGroup unused = kafka.group(it);
        });
        var needed = needed();
        try (var copying = new TopicCopy(kafka.kafka())) {
            needed.forEach(it -> it.copy(copying));
            needed.forEach(it -> it.replace(copying));
        }
    }

    /** The groups that read one of the topics, other people's among them: Kafka moves no place of a group that runs. */
    private Set<String> readers() {
        var readers = new LinkedHashSet<String>();
        needed().forEach(it -> {
            readers.addAll(cluster.places(it.topic()).keySet());
            readers.addAll(cluster.places(it.topic() + Topic.DIVIDED).keySet());
        });
        return readers;
    }
}
