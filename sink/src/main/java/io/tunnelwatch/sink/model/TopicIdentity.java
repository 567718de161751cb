package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.KafkaAccess;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Distinguishes a topic from one with the same name in another cluster, or created at another time. */
public final class TopicIdentity {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private TopicIdentity() {}

    /** The topic's id. Brokers before 2.8 give none: there it is the cluster's, and a topic that was made anew goes unnoticed. */
    public static String of(KafkaAccess kafka, String topic) {
        try (var admin = Admin.create(kafka.admin())) {
            var described = Objects.requireNonNull(admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .get(topic));
            return described.topicId().equals(Uuid.ZERO_UUID)
                    ? admin.describeCluster().clusterId().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    : described.topicId().toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not give the id of topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while asking Kafka", e);
        }
    }
}
