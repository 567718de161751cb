package io.tunnelwatch.runtime.rights;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The rights of one program, collected by what it does with topics of the catalogue and with groups. A right that includes
 * another stands for it: who may read, write or delete may also describe, and who may alter configurations may also see them.
 */
public final class Rights {
    private final TopicNames topicNames;
    private final Map<String, Right> byResource = new TreeMap<>();

    /** @param topicNames how the installation names the topics of the catalogue */
    public Rights(TopicNames topicNames) {
        this.topicNames = topicNames;
    }

    /** Reads topics, and checks at its start that they are as they must be. */
    public Rights reads(List<Topic> topics) {
        topicNames.of(topics).forEach(it -> add(topic(it.name()), AclOperation.READ, AclOperation.DESCRIBE_CONFIGS));
        return this;
    }

    /** Writes topics, and checks at its start that they are as they must be. */
    public Rights writes(List<Topic> topics) {
        topicNames.of(topics).forEach(it -> add(topic(it.name()), AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS));
        return this;
    }

    /** Makes the topics of the catalogue and raises a limit that is too small. */
    public Rights creates(List<Topic> topics) {
        topicNames
                .of(topics)
                .forEach(it ->
                        add(topic(it.name()), AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.ALTER_CONFIGS));
        return this;
    }

    /** Is a member of this group, and commits its offsets. */
    public Rights joins(String group) {
        add(new ResourcePattern(ResourceType.GROUP, group, PatternType.LITERAL), AclOperation.READ);
        return this;
    }

    /** Is a member of groups whose names begin so. */
    public Rights joinsPrefixed(String prefix) {
        add(new ResourcePattern(ResourceType.GROUP, prefix, PatternType.PREFIXED), AclOperation.READ);
        return this;
    }

    /** Has transactions under ids that begin so. */
    public Rights transacts(String prefix) {
        add(new ResourcePattern(ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED), AclOperation.WRITE);
        return this;
    }

    /**
     * Is a Kafka Streams application: it makes, reads, empties and deletes its own topics, and forgets its group's offsets when
     * its state is lost.
     */
    public Rights streams(String applicationId) {
        rewrites(applicationId + "-");
        return joins(applicationId).resets(applicationId).transacts(applicationId + "-");
    }

    /** Resets a stopped Kafka Streams application. */
    public Rights resets(String applicationId) {
        add(new ResourcePattern(ResourceType.TOPIC, applicationId + "-", PatternType.PREFIXED), AclOperation.DELETE);
        add(new ResourcePattern(ResourceType.GROUP, applicationId, PatternType.LITERAL), AclOperation.DELETE);
        return this;
    }

    /** Replaces topics, by way of copies whose names begin alike, and makes missing ones. */
    public Rights replaces(List<Topic> topics) {
        topicNames.of(topics).forEach(it -> rewrites(it.name(), AclOperation.ALTER_CONFIGS));
        return this;
    }

    /** Replaces the topics of a stopped Kafka Streams application, and moves or deletes its offsets. */
    public Rights replacesState(String applicationId) {
        rewrites(applicationId + "-", AclOperation.DESCRIBE_CONFIGS);
        return joins(applicationId).resets(applicationId);
    }

    /** Sees which groups there are, those of others included. */
    public Rights listsGroups() {
        add(
                new ResourcePattern(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                AclOperation.DESCRIBE);
        return this;
    }

    /**
     * Writes without a transaction, under a number by which the broker drops doubles. Brokers from 2.8 on take the right to
     * write a topic for it.
     */
    public Rights writesIdempotently() {
        add(
                new ResourcePattern(ResourceType.CLUSTER, Resource.CLUSTER_NAME, PatternType.LITERAL),
                AclOperation.IDEMPOTENT_WRITE);
        return this;
    }

    public List<Right> all() {
        return List.copyOf(byResource.values());
    }

    /** All rights but that to make topics whose names begin alike. */
    public List<Right> withoutMakingTopics() {
        return all().stream()
                .map(it -> it.resource().patternType() == PatternType.PREFIXED ? it.without(AclOperation.CREATE) : it)
                .toList();
    }

    /** The rights of both together. */
    public Rights with(Rights other) {
        other.byResource
                .values()
                .forEach(it -> add(it.resource(), it.operations().toArray(AclOperation[]::new)));
        return this;
    }

    /** Makes, reads, fills and deletes all topics whose names begin so, and may do more with them. */
    private void rewrites(String prefix, AclOperation... more) {
        var topics = new ResourcePattern(ResourceType.TOPIC, prefix, PatternType.PREFIXED);
        add(topics, AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE);
        add(topics, more);
    }

    private static ResourcePattern topic(String name) {
        return new ResourcePattern(ResourceType.TOPIC, name, PatternType.LITERAL);
    }

    private void add(ResourcePattern resource, AclOperation... operations) {
        String key = resource.resourceType() + " " + resource.name() + " " + resource.patternType();
        Set<AclOperation> all = EnumSet.noneOf(AclOperation.class);
        all.addAll(List.of(operations));
        var before = byResource.get(key);
        if (before != null) {
            all.addAll(before.operations());
        }
        byResource.put(key, new Right(resource, all));
    }
}
