import io.tunnelwatch.schemas.serde.AvroDeserializer;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Prints every step of every alert that is in the topic now, a line each. Needs the module schemas and nothing else. */
public final class AlertLines {
    public static void main(String[] arguments) {
        var brokers = arguments[0];
        var registry = arguments[1];
        var values = new AvroDeserializer<Alert>();
        values.configure(Map.of("schema.registry.url", registry), false);
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            var partitions = consumer.partitionsFor(Topics.ALERTS.name()).stream()
                    .map(it -> new TopicPartition(it.topic(), it.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    if (record.value() != null) { // a null value removes the key
                        System.out.println(line(record.value()));
                    }
                }
            }
        }
    }

    private static String line(Alert it) {
        return it.getStatus() + " " + it.getRule() + " " + it.getEntity() + ": " + it.getSummary();
    }
}
