package io.tunnelwatch.app.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records in a topic, to see what a broker keeps. */
final class Records {
    static final String TOPIC = "kept";

    private Records() {}

    static void createTopic(String bootstrapServers) throws Exception {
        createTopic(bootstrapServers, 1);
    }

    static void createTopic(String bootstrapServers, int partitions) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get();
        }
    }

    /** Writes records and returns the acknowledged ones, which are all of them, or throws. */
    static List<String> write(String bootstrapServers, int count) throws Exception {
        var written = new ArrayList<String>();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                producer.send(new ProducerRecord<>(TOPIC, "value " + i)).get();
                written.add("value " + i);
            }
        }
        return written;
    }

    /** All committed records, from beginning to end; in order within a partition. */
    static List<String> read(String bootstrapServers) {
        try (var consumer = reader(bootstrapServers, IsolationLevel.READ_COMMITTED)) {
            Map<TopicPartition, Long> ends = ends(consumer);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            var values = new ArrayList<String>();
            while (ends.entrySet().stream().anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(it.value()));
            }
            return values;
        }
    }

    /** Whether no transaction is open, so that a reader of committed records reaches the end. */
    static boolean areAllDecided(String bootstrapServers) {
        try (var committed = reader(bootstrapServers, IsolationLevel.READ_COMMITTED);
                var everything = reader(bootstrapServers, IsolationLevel.READ_UNCOMMITTED)) {
            return ends(committed).equals(ends(everything));
        }
    }

    private static Map<TopicPartition, Long> ends(Consumer<String, String> consumer) {
        return consumer.endOffsets(consumer.partitionsFor(TOPIC).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList());
    }

    private static Consumer<String, String> reader(String bootstrapServers, IsolationLevel isolation) {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", isolation.toString()),
                new StringDeserializer(),
                new StringDeserializer());
    }
}
