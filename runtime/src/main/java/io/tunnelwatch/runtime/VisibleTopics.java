package io.tunnelwatch.runtime;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Kafka's answer about some topics. A list of all topics lacks those that the client may not describe, as if they did not exist;
 * an answer about single topics tells the two apart.
 *
 * @param there the topics that exist, by name
 * @param missing names of topics that do not exist
 * @param hidden names of topics that this client may not describe, whether they exist or not
 */
public record VisibleTopics(Map<String, TopicDescription> there, Set<String> missing, Set<String> hidden) {
    /** Asks Kafka; waits for all answers together no longer than this. */
    public static VisibleTopics of(Admin admin, Collection<String> names, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        return of(admin.describeTopics(names).topicNameValues(), patience);
    }

    static VisibleTopics of(Map<String, KafkaFuture<TopicDescription>> answers, Duration patience)
            throws ExecutionException, TimeoutException, InterruptedException {
        var there = new HashMap<String, TopicDescription>();
        var missing = new TreeSet<String>();
        var hidden = new TreeSet<String>();
        long giveUp = System.nanoTime() + patience.toNanos();
        for (var answer : answers.entrySet()) {
            try {
                long left = Math.max(0, giveUp - System.nanoTime());
                there.put(answer.getKey(), answer.getValue().get(left, TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(answer.getKey());
                } else if (e.getCause() instanceof TopicAuthorizationException) {
                    hidden.add(answer.getKey());
                } else {
                    throw e;
                }
            }
        }
        return new VisibleTopics(there, missing, hidden);
    }
}
