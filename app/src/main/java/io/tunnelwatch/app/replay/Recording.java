package io.tunnelwatch.app.replay;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Plays every committed observation, from the beginning of the topic to its present end, since a target's state may depend on
 * all of them. Prints its progress if that takes long.
 */
public final class Recording {
    private static final String TOPIC = Topics.OBSERVATIONS.name();
    private static final Duration SAY_EVERY = Duration.ofSeconds(2);

    private final KafkaAccess kafka;
    private final PrintWriter progress;
    private long read;
    private long unreadable;
    private long saidAt = System.nanoTime();

    public Recording(KafkaAccess kafka, PrintWriter progress) {
        this.kafka = kafka;
        this.progress = progress;
    }

    /** Receives the observations. One that it refuses counts as unreadable, as in the processor. */
    public interface Listener {
        void onObservation(String key, Observation observation);
    }

    /** Plays all observations and returns their number. */
    public long play(Listener listener) {
        Prerequisites.require(kafka, List.of(Topics.OBSERVATIONS));
        try (var consumer = consumer()) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(it -> new TopicPartition(TOPIC, it.partition()))
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
            progress.println(unreadable + " observations could not be read and were left out.");
        }
        return read;
    }

    private ConsumerRecords<String, Observation> poll(Consumer<String, Observation> consumer) {
        try {
            return consumer.poll(Duration.ofMillis(200));
        } catch (RecordDeserializationException e) {
            unreadable++;
            consumer.seek(e.topicPartition(), e.offset() + 1);
            return ConsumerRecords.empty();
        }
    }

    private void notifyListener(Listener listener, ConsumerRecord<String, Observation> record) {
        try {
            listener.onObservation(record.key(), record.value());
            read++;
        } catch (BadRecordException e) {
            unreadable++;
        }
    }

    private void saySometimes() {
        if (System.nanoTime() - saidAt > SAY_EVERY.toNanos()) {
            saidAt = System.nanoTime();
            progress.printf(Locale.ROOT, "%,d observations read …%n", read);
            progress.flush();
        }
    }

    private Consumer<String, Observation> consumer() {
        var config = new HashMap<>(kafka.consumer());
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("max.poll.records", 5_000);
        return new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(Observation.class).deserializer());
    }
}
