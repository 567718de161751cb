package io.tunnelwatch.app.running;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.VisibleTopics;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a topic that its programs need is deleted, or gets more partitions. Kafka's clients would wait for a
 * deleted topic until they time out, and then name neither the topic nor the reason; and they would write the next record of a
 * key to another partition than those before it.
 */
public final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    /** Well within the patience of every client; each look is one small request. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(3);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaAccess kafka;
    private final Supplier<Set<String>> needed;
    private final SeenTopics topics = new SeenTopics();
    private final Set<String> told = new HashSet<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "topic-watch");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Admin admin;

    private TopicWatch(KafkaAccess kafka, Supplier<Set<String>> needed) {
        this.kafka = kafka;
        this.needed = needed;
    }

    /** @param needed names of the topics that the programs need now */
    public static TopicWatch start(KafkaAccess kafka, Supplier<Set<String>> needed) {
        var watch = new TopicWatch(kafka, needed);
        watch.looks.scheduleWithFixedDelay(
                watch::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Fails when a needed topic is deleted, or gets more partitions. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void look() {
        var asked = needed.get();
        // Even if Kafka does not answer now: what is not needed for a moment may have come back until the next look.
        topics.forgetAllBut(asked);
        try {
            var connected = admin == null ? Admin.create(kafka.admin()) : admin;
            admin = connected;
            var visible = VisibleTopics.of(connected, asked, PATIENCE);
            tell(visible.hidden());
            // A program may have begun to delete its own topics after it was asked.
            var judged = new TreeSet<>(needed.get());
            judged.retainAll(asked);
            judged.removeAll(visible.hidden());
            Set<String> deleted = topics.deleted(judged, ids(visible));
            refuseOtherPartitions(visible.there());
            if (!deleted.isEmpty()) {
                ended.completeExceptionally(new OperatorException("Deleted while Tunnelwatch was running: "
                        + String.join(", ", deleted) + ". Start it again: 'tunnelwatch up' creates such topics and"
                        + " rebuilds what can be rebuilt; on a cluster run 'tunnelwatch topics --create' first. See"
                        + " docs/runbook.md#topics-deleted."));
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // The programs report an unreachable Kafka. A client that has lost its connection may wait by a wall clock
            // that was set, so the next look gets a new one.
            LOG.atDebug().setCause(e).log("The topics cannot be checked");
            disconnect();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The programs start on the right number only, so that another one is new. */
    private void refuseOtherPartitions(Map<String, TopicDescription> topics) {
        topics.forEach((name, it) -> {
            int partitions = it.partitions().size();
            if (Topics.find(name).isPresent() && partitions != kafka.partitions()) {
                ended.completeExceptionally(new OperatorException("The partitions of " + name + " were changed from "
                        + kafka.partitions() + " to " + partitions
                        + " while Tunnelwatch was running: records of one key"
                        + " would be in several of them. See docs/operating.md#more-partitions for the way back."));
            }
        });
    }

    private static Map<String, Uuid> ids(VisibleTopics visible) {
        var ids = new HashMap<String, Uuid>();
        visible.there().forEach((name, description) -> ids.put(name, description.topicId()));
        return ids;
    }

    /** Says once which topics cannot be watched, for want of a right. */
    private void tell(Set<String> hidden) {
        var news = new TreeSet<>(hidden);
        news.removeAll(told);
        if (told.addAll(news)) {
            LOG.atWarn()
                    .addKeyValue("topics", news)
                    .log("This program may not see these topics, and would not notice their deletion: grant it "
                            + "the right DESCRIBE. See docs/runbook.md#topics-deleted");
        }
    }

    private void disconnect() {
        var connected = admin;
        admin = null;
        if (connected != null) {
            connected.close(Duration.ZERO);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        try {
            if (looks.awaitTermination(1, TimeUnit.SECONDS)) {
                disconnect();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
