package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topic.Cleanup;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The topics that Kafka Streams makes for an application, for a cluster where somebody else makes all topics. Kafka Streams
 * takes one that is there if its number of partitions is right.
 */
public final class InternalTopics {
    private InternalTopics() {}

    /**
     * The topics of an application.
     *
     * @param partitions of the part that has the stores
     * @param stores names of its stores
     * @param repartitions names of the topics between its parts
     */
    public static List<Topic> of(String applicationId, int partitions, List<String> stores, List<String> repartitions) {
        return Stream.concat(
                        repartitions.stream()
                                .map(it -> topic(
                                        applicationId + "-" + it + "-repartition",
                                        partitions,
                                        Cleanup.DELETE,
                                        "input between two parts of one program")),
                        stores.stream()
                                .map(it -> topic(
                                        applicationId + "-" + it + "-changelog",
                                        partitions,
                                        Cleanup.COMPACT,
                                        "state of a program")))
                .toList();
    }

    /** Without a retention: Kafka Streams itself deletes what it has read. */
    private static Topic topic(String name, int partitions, Cleanup cleanup, String purpose) {
        return new Topic(name, "internal", Optional.empty(), partitions, cleanup, Optional.empty(), purpose);
    }
}
