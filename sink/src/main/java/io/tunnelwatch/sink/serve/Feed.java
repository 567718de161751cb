package io.tunnelwatch.sink.serve;

import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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
final class Feed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** Of the observations only the latest of each target matter, and each target has many in an hour. */
    private static final Duration OBSERVATIONS_BACK = Duration.ofHours(1);

    private static final List<Topic> TOPICS =
            List.of(Topics.CONNECTIONS, Topics.ALERTS, Topics.HISTORY, Topics.OBSERVATIONS);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();
    private final ReadModel model;
    private final Stream stream;
    private final Clock clock;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean caughtUp;
    private volatile boolean closing;

    Feed(KafkaAccess kafka, ReadModel model, Stream stream, Clock clock) {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        deserializers.put(
                Topics.CONNECTIONS.name(), kafka.serde(ConnectionView.class).deserializer());
        deserializers.put(Topics.ALERTS.name(), kafka.serde(Alert.class).deserializer());
        deserializers.put(Topics.HISTORY.name(), kafka.serde(Interval.class).deserializer());
        deserializers.put(
                Topics.OBSERVATIONS.name(), kafka.serde(Observation.class).deserializer());
        this.model = model;
        this.stream = stream;
        this.clock = clock;
        this.thread = new Thread(this::run, "read-model-feed");
    }

    void start() {
        thread.start();
    }

    /** Whether all has been read that was there when it began. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try {
            var ends = begin();
            while (!closing) {
                consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                caughtUp = caughtUp
                        || ends.entrySet().stream().allMatch(it -> consumer.position(it.getKey()) >= it.getValue());
            }
        } catch (WakeupException e) {
            LOG.atDebug().log("The feed of the read model was asked to stop");
        } catch (KafkaException | IllegalStateException e) {
            ended.completeExceptionally(e);
        } finally {
            consumer.close();
        }
    }

    private Map<TopicPartition, Long> begin() {
        var partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long back = clock.instant().minus(OBSERVATIONS_BACK).toEpochMilli();
        var since = new HashMap<TopicPartition, Long>();
        partitions.stream()
                .filter(it -> it.topic().equals(Topics.OBSERVATIONS.name()))
                .forEach(it -> since.put(it, back));
        consumer.offsetsForTimes(since).forEach((partition, found) -> {
            if (found == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, found.offset());
            }
        });
        return consumer.endOffsets(partitions);
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
                    .addKeyValue("offset", record.offset())
                    .log("A record cannot be read and is not shown");
        }
    }

    private Object decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return "";
        }
        return java.util.Objects.requireNonNull(deserializers.get(record.topic()))
                .deserialize(record.topic(), record.value());
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
        } else if (value instanceof Observation observation) {
            tell("target", model.put(observation));
        } else if (topic.equals(Topics.CONNECTIONS.name())) {
            model.removeConnection(key);
        } else if (topic.equals(Topics.ALERTS.name())) {
            model.removeAlert(key);
        }
    }

    /** What was before this instance began is asked for, not streamed. */
    private void tell(String kind, Object what) {
        if (caughtUp) {
            stream.tell(kind, what);
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
