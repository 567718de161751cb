package io.tunnelwatch.sink.model;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the model, and goes on reading. Every instance reads everything, so that any of them can answer
 * anything; what is not committed it does not see.
 */
public final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** How far back a topic is read. Compacted ones are read whole: what stands may be old. */
    private static final Map<String, Duration> BACK = Map.of(
            // Of the observations only the latest of each target matter, and each target has many in an hour.
            Topics.OBSERVATIONS.name(), Duration.ofHours(1),
            // As far as the page looks back for changes of a configuration.
            Topics.TRANSITIONS.name(), Duration.ofDays(90));

    private static final List<Topic> TOPICS =
            List.of(Topics.CONNECTIONS, Topics.ALERTS, Topics.HISTORY, Topics.OBSERVATIONS, Topics.TRANSITIONS);

    /** As long as the topic keeps them. */
    private static final Duration KEPT = Duration.ofDays(400);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();
    private final ReadModel model;
    private final BiConsumer<String, Object> listener;
    private final Clock clock;
    private final Snapshot snapshot;
    private final String topicId;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean caughtUp;
    private volatile boolean closing;

    /**
     * Made, and not yet begun.
     *
     * @param listener told of every change that comes after the model is caught up, by its kind
     * @param directory where what was read may be kept over a restart
     */
    public Feed(KafkaAccess kafka, ReadModel model, BiConsumer<String, Object> listener, Clock clock, Path directory) {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        // A start reads a year; small bites would cost more than what is in them.
        config.putIfAbsent("max.poll.records", 5_000);
        config.putIfAbsent("max.partition.fetch.bytes", 4 << 20);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        reads(kafka, Topics.CONNECTIONS, ConnectionView.class);
        reads(kafka, Topics.ALERTS, Alert.class);
        reads(kafka, Topics.HISTORY, Interval.class);
        reads(kafka, Topics.OBSERVATIONS, Observation.class);
        reads(kafka, Topics.TRANSITIONS, Transition.class);
        this.model = model;
        this.listener = listener;
        this.clock = clock;
        this.snapshot = new Snapshot(directory);
        this.topicId = TopicIdentity.of(kafka, Topics.HISTORY.name());
        this.thread = new Thread(this::run, "read-model-feed");
    }

    private <T extends SpecificRecord> void reads(KafkaAccess kafka, Topic topic, Class<T> type) {
        deserializers.put(topic.name(), kafka.serde(type).deserializer());
    }

    public void start() {
        thread.start();
    }

    /** Whether all has been read that was there when it began. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            long began = System.nanoTime();
            var ends = begin();
            while (!closing) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                if (!caughtUp && isThere(ends)) {
                    caughtUp = true;
                    LOG.atInfo()
                            .addKeyValue("intervals", model.intervals().size())
                            .addKeyValue(
                                    "millis",
                                    Duration.ofNanos(System.nanoTime() - began).toMillis())
                            .log("The read model is up to date");
                }
            }
            keep();
        } catch (WakeupException e) {
            keep();
        } catch (KafkaException | IllegalStateException e) {
            ended.completeExceptionally(e);
        } finally {
            consumer.close();
        }
    }

    private boolean isThere(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(it -> consumer.position(it.getKey()) >= it.getValue());
    }

    private Map<TopicPartition, Long> begin() {
        var partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        skipWhatIsOld(partitions);
        skipWhatIsKept(partitions, ends);
        return ends;
    }

    private void skipWhatIsOld(Collection<TopicPartition> partitions) {
        var since = new HashMap<TopicPartition, Long>();
        for (TopicPartition it : partitions) {
            Duration back = BACK.get(it.topic());
            if (back != null) {
                since.put(it, clock.instant().minus(back).toEpochMilli());
            }
        }
        consumer.offsetsForTimes(since).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
    }

    private void skipWhatIsKept(Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        var position = snapshot.read(topicId, model.intervals());
        var beginnings = consumer.beginningOffsets(partitions);
        position.ifPresent(kept -> kept.offsets().forEach((partition, offset) -> {
            var it = new TopicPartition(Topics.HISTORY.name(), partition);
            if (offset >= beginnings.getOrDefault(it, Long.MAX_VALUE) && offset <= ends.getOrDefault(it, -1L)) {
                consumer.seek(it, offset);
            }
        }));
    }

    /** Keeps the intervals for the next start. What was polled has been taken in by now; after a failure it may not have. */
    private void keep() {
        if (!caughtUp) {
            return;
        }
        var offsets = new TreeMap<Integer, Long>();
        consumer.assignment().stream()
                .filter(it -> it.topic().equals(Topics.HISTORY.name()))
                .forEach(it -> offsets.put(it.partition(), consumer.position(it)));
        model.intervals().dropBefore(clock.instant().minus(KEPT));
        snapshot.write(new Snapshot.Position(topicId, offsets), model.intervals());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            take(record.topic(), key, decode(record));
        } catch (RetriableException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("The schema registry is away; reading again");
            consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset());
            throw new IllegalStateException("The schema registry cannot be asked", e);
        } catch (SerializationException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("error", e.getMessage())
                    .log("A record cannot be read and is not shown");
        }
    }

    private Object decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return "";
        }
        return Objects.requireNonNull(deserializers.get(record.topic())).deserialize(record.topic(), record.value());
    }

    private void take(String topic, String key, Object value) {
        if (value instanceof ConnectionView view) {
            model.put(key, view);
            tell("connection", view);
        } else if (value instanceof Alert alert) {
            model.put(alert);
            tell("alert", alert);
        } else if (value instanceof Interval interval) {
            model.put(interval);
        } else if (value instanceof Transition transition) {
            model.put(key, transition);
        } else if (value instanceof Observation observation) {
            TargetFreshness target = model.put(observation);
            if (!(observation.getBody() instanceof ConnectionSnapshot)) {
                tell("target", target);
            }
        } else if (topic.equals(Topics.CONNECTIONS.name())) {
            model.removeConnection(key);
        } else if (topic.equals(Topics.ALERTS.name())) {
            model.removeAlert(key);
        }
    }

    /** What was before this instance began is asked for, not streamed. */
    private void tell(String kind, Object what) {
        if (caughtUp) {
            listener.accept(kind, what);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
