package io.tunnelwatch.runtime;

import io.tunnelwatch.runtime.rights.MissingRights;
import io.tunnelwatch.runtime.rights.Right;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Creates topics, and compares those of a cluster with what they must be. */
public final class TopicAdmin implements AutoCloseable {
    /** Long enough for a cluster in trouble to answer, short enough for somebody waiting at a prompt. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private final Admin admin;
    private final String bootstrapServers;

    private TopicAdmin(Admin admin, String bootstrapServers) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
    }

    public static TopicAdmin connect(KafkaAccess kafka) {
        return connect(kafka.admin());
    }

    /** Connects to a cluster with these client settings. */
    public static TopicAdmin connect(Map<String, Object> settings) {
        var config = new HashMap<>(settings);
        config.putIfAbsent("default.api.timeout.ms", (int) PATIENCE.toMillis());
        config.putIfAbsent("request.timeout.ms", (int) PATIENCE.toMillis() / 2);
        String servers = String.valueOf(config.get("bootstrap.servers"));
        try {
            return new TopicAdmin(Admin.create(config), servers);
        } catch (KafkaException e) {
            throw new OperatorException(
                    "Kafka cannot be reached with bootstrap.servers=" + servers + ": " + RefusedRequest.rootMessage(e),
                    e);
        }
    }

    /**
     * Creates missing topics with the cluster's default replication factor. Existing topics stay as they are, except that a
     * record size limit that is too small is raised.
     */
    public void create(Collection<Topic> topics) {
        var made = admin.createTopics(topics.stream()
                .map(it -> new NewTopic(it.name(), Optional.of(it.partitions()), Optional.empty()).configs(it.config()))
                .toList());
        made.values().values().forEach(this::awaitMade);
        awaitSeen(topics);
        raise(tooSmall(topics));
    }

    private void raise(Collection<Topic> topics) {
        var larger = new ConfigEntry(Topic.LARGEST_RECORD, Integer.toString(Topic.LARGEST_RECORD_BYTES));
        var changes = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        topics.forEach(it -> changes.put(resource(it), List.of(new AlterConfigOp(larger, AlterConfigOp.OpType.SET))));
        if (!changes.isEmpty()) {
            await(admin.incrementalAlterConfigs(changes).all());
            awaitUntil(() -> tooSmall(topics).isEmpty(), "a change of max.message.bytes has no effect yet");
        }
    }

    /** Keeps the records of an existing topic for this time, whatever was set before. */
    public void keep(Topic topic, Duration kept) {
        var longer = new ConfigEntry("retention.ms", Long.toString(kept.toMillis()));
        await(admin.incrementalAlterConfigs(
                        Map.of(resource(topic), List.of(new AlterConfigOp(longer, AlterConfigOp.OpType.SET))))
                .all());
    }

    /**
     * The existing topics that refuse records as large as we may send. Records of usual size are unaffected; a refused record
     * is set aside as too large.
     */
    public List<Topic> tooSmall(Collection<Topic> topics) {
        var present = present(topics);
        var configs = configs(present);
        return present.stream()
                .filter(it -> Integer.parseInt(java.util.Objects.requireNonNull(configs.get(resource(it)))
                                .get(Topic.LARGEST_RECORD)
                                .value())
                        < Topic.LARGEST_RECORD_BYTES)
                .toList();
    }

    /** The existing topics that keep records for a shorter time than planned, with that time, one line each. */
    public List<String> keptForLess(Collection<Topic> topics) {
        var present = present(topics);
        var configs = configs(present);
        return present.stream()
                .flatMap(it ->
                        Retention.of(java.util.Objects.requireNonNull(configs.get(resource(it))))
                                .shortfall(it)
                                .stream())
                .toList();
    }

    /** Those of the topics that exist and that this client may describe. */
    public List<Topic> present(Collection<Topic> topics) {
        var there = visible(topics).there();
        return topics.stream().filter(it -> there.containsKey(it.name())).toList();
    }

    private void awaitMade(KafkaFuture<Void> made) {
        try {
            await(made);
        } catch (TopicExistsException e) {
            // Made by an earlier run; differences() tells whether it is as it must be.
            return;
        }
    }

    private void awaitSeen(Collection<Topic> topics) {
        awaitUntil(() -> missing(topics).isEmpty(), "topics were created and are still missing");
    }

    /** Waits until a change is seen: the controller has made it, but the broker that answers next may not know yet. */
    private void awaitUntil(BooleanSupplier seen, String otherwise) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (!seen.getAsBoolean()) {
            if (System.nanoTime() > giveUp) {
                throw unreachable(new TimeoutException(otherwise));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /** Topics that do not exist. One that this client may not describe is not among them. */
    public List<Topic> missing(Collection<Topic> topics) {
        var visible = visible(topics);
        return topics.stream()
                .filter(it -> visible.missing().contains(it.name()))
                .toList();
    }

    private VisibleTopics visible(Collection<Topic> topics) {
        try {
            return VisibleTopics.of(admin, Topics.names(topics), PATIENCE.multipliedBy(2));
        } catch (ExecutionException e) {
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The differences from the catalogue, one line each; empty if there are none. */
    public List<String> differences(Collection<Topic> topics) {
        var visible = visible(topics);
        var configs = configs(topics.stream()
                .filter(it -> visible.there().containsKey(it.name()))
                .toList());
        var differences = new ArrayList<String>(unfinished(topics));
        for (Topic topic : topics) {
            if (visible.missing().contains(topic.name())) {
                differences.add(topic.name() + " is missing");
            } else if (visible.hidden().contains(topic.name())) {
                differences.add(topic.name() + " is hidden from this client: grant it the right DESCRIBE");
            } else {
                compare(topic, visible.there(), configs, differences);
            }
        }
        return differences;
    }

    /** The topics whose partitions are being divided, or whose division was interrupted, one line each. */
    private List<String> unfinished(Collection<Topic> topics) {
        var copies = topics.stream()
                .filter(TopicAdmin::isOurs)
                .map(it -> it.withName(it.name() + Topic.DIVIDED))
                .toList();
        return present(copies).stream()
                .map(it -> it.name() + " exists, so the division of partitions is not finished: run"
                        + " 'tunnelwatch repartition' again")
                .toList();
    }

    /** Returns whether it is one of the catalogue, and not one of Kafka Streams. */
    private static boolean isOurs(Topic topic) {
        return Topics.find(topic.name()).isPresent();
    }

    private Map<ConfigResource, Config> configs(Collection<Topic> present) {
        return await(
                admin.describeConfigs(present.stream().map(TopicAdmin::resource).toList())
                        .all());
    }

    /** Throws if Kafka says that this client lacks one of these rights. */
    public void requireRights(Collection<Right> needed) {
        try {
            var missing = new MissingRights(admin).of(needed);
            if (!missing.isEmpty()) {
                throw new OperatorException("Rights are missing at " + bootstrapServers + ": "
                        + String.join("; ", missing.stream().map(Right::cure).toList())
                        + ". 'tunnelwatch topics --acls' lists all rights that the programs need.");
            }
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Throws if the topics differ from the catalogue. */
    public void require(Collection<Topic> topics) {
        var differences = differences(topics);
        if (!differences.isEmpty()) {
            throw new OperatorException("Topics at " + bootstrapServers + ": " + String.join("; ", differences)
                    + ". Run 'tunnelwatch topics --create' to create missing topics. Correct or recreate a "
                    + "topic that differs.");
        }
    }

    private void compare(
            Topic topic,
            Map<String, TopicDescription> descriptions,
            Map<ConfigResource, Config> configs,
            List<String> differences) {
        int there = java.util.Objects.requireNonNull(descriptions.get(topic.name()))
                .partitions()
                .size();
        if (there != topic.partitions()) {
            differences.add(topic.name() + " has " + there + " partitions and must have " + topic.partitions()
                    + (isOurs(topic) ? " (setting " + KafkaAccess.PARTITIONS + ")" : ""));
        }
        String policy = java.util.Objects.requireNonNull(configs.get(resource(topic)))
                .get("cleanup.policy")
                .value();
        // The operator may choose retention; the cleanup policy is part of a topic's meaning.
        if (!Set.of(policy.split(",")).equals(Set.of(topic.cleanup().policy().split(",")))) {
            differences.add(topic.name() + " has cleanup.policy=" + policy + " and must have "
                    + topic.cleanup().policy());
        }
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw unreachable(e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while waiting for Kafka", e);
    }

    private OperatorException unreachable(@Nullable Throwable cause) {
        return RefusedRequest.of(bootstrapServers, cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
