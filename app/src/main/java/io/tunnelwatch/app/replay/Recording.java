package io.tunnelwatch.app.replay;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Plays every committed record of a topic, from its beginning to its present end, since a target's state may depend on all of
 * its observations. Prints its progress if that takes long.
 */
public final class Recording<T extends SpecificRecord> {
    private static final Duration SAY_EVERY = Duration.ofSeconds(2);

    private final Topic topic;
    private final Class<T> type;
    private final String what;
    private final KafkaAccess kafka;
    private final PrintWriter progress;
    private long read;
    private long unreadable;
    private long saidAt = System.nanoTime();

    private Recording(Topic topic, Class<T> type, String what, KafkaAccess kafka, PrintWriter progress) {
        this.topic = topic;
        this.type = type;
        this.what = what;
        this.kafka = kafka;
        this.progress = progress;
    }

    public static Recording<Observation> ofObservations(KafkaAccess kafka, PrintWriter progress) {
        return new Recording<>(Topics.OBSERVATIONS, Observation.class, "observations", kafka, progress);
    }

    public static Recording<Notification> ofNotices(KafkaAccess kafka, PrintWriter progress) {
        return new Recording<>(Topics.NOTIFICATIONS, Notification.class, "notices", kafka, progress);
    }

    public static Recording<ConnectionView> ofConnections(KafkaAccess kafka, PrintWriter progress) {
        return new Recording<>(Topics.CONNECTIONS, ConnectionView.class, "connections", kafka, progress);
    }

    public static Recording<Command> ofCommands(KafkaAccess kafka, PrintWriter progress) {
        return new Recording<>(Topics.COMMANDS, Command.class, "commands", kafka, progress);
    }

    /** Receives the records. One that it refuses counts as unreadable, as in the processor. */
    public interface Listener<T> {
        void onRecord(String key, T value);
    }

    /** The newest value of each key of a compacted topic, without those whose newest record is a tombstone. */
    public Map<String, T> newest() {
        var newest = new TreeMap<String, T>();
        playRecords(record -> {
            if (record.value() == null) {
                newest.remove(record.key());
            } else {
                newest.put(record.key(), record.value());
            }
        });
        return newest;
    }

    /** Plays all records and returns their number. */
    public long play(Listener<T> listener) {
        return playRecords(record -> listener.onRecord(record.key(), record.value()));
    }

    private long playRecords(java.util.function.Consumer<ConsumerRecord<String, T>> listener) {
        Prerequisites.require(kafka, List.of(topic));
        String name = kafka.topic(topic).name();
        try (var consumer = consumer()) {
            var partitions = consumer.partitionsFor(name).stream()
                    .map(it -> new TopicPartition(name, it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                poll(consumer).forEach(it -> notifyListener(listener, it));
                saySometimes();
            }
        }
        if (unreadable > 0) {
            progress.println(unreadable + " " + what + " could not be read and were left out.");
        }
        return read;
    }

    private ConsumerRecords<String, T> poll(Consumer<String, T> consumer) {
        try {
            return consumer.poll(Duration.ofMillis(200));
        } catch (RecordDeserializationException e) {
            unreadable++;
            consumer.seek(e.topicPartition(), e.offset() + 1);
            return ConsumerRecords.empty();
        }
    }

    private void notifyListener(
            java.util.function.Consumer<ConsumerRecord<String, T>> listener, ConsumerRecord<String, T> record) {
        try {
            listener.accept(record);
            read++;
        } catch (BadRecordException e) {
            unreadable++;
        }
    }

    private void saySometimes() {
        if (System.nanoTime() - saidAt > SAY_EVERY.toNanos()) {
            saidAt = System.nanoTime();
            progress.printf(Locale.ROOT, "%,d %s read …%n", read, what);
            progress.flush();
        }
    }

    private Consumer<String, T> consumer() {
        var config = new HashMap<>(kafka.consumer());
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 5_000);
        return new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(type).deserializer());
    }
}
