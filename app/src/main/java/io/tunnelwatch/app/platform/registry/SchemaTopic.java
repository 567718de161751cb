package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.registry.SchemaStore.Version;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic {@code _schemas}: JSON keys and values as Confluent's registry writes them. This process alone writes to it. */
final class SchemaTopic implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaTopic.class);
    private static final String NAME = "_schemas";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaStore store;
    private final KafkaProducer<String, String> producer;

    SchemaTopic(Map<String, Object> kafka, SchemaStore store) {
        this.store = store;
        create(kafka);
        read(kafka);
        var config = new HashMap<>(kafka);
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    }

    /** In the log first, then in the store: no id is handed out that a restart would not know. */
    void write(Version version) {
        var key = JSON.createObjectNode()
                .put("keytype", "SCHEMA")
                .put("subject", version.subject())
                .put("version", version.version())
                .put("magic", 1);
        var value = JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema().toString())
                .put("deleted", version.deleted());
        send(key.toString(), value.toString());
        store.put(version);
    }

    void writeLevel(String subject, String level) {
        var key = JSON.createObjectNode().put("keytype", "CONFIG");
        if (subject.isEmpty()) {
            key.putNull("subject");
        } else {
            key.put("subject", subject);
        }
        key.put("magic", 0);
        send(
                key.toString(),
                JSON.createObjectNode().put("compatibilityLevel", level).toString());
        store.setLevel(subject, level);
    }

    private void send(String key, String value) {
        await(() ->
                producer.send(new ProducerRecord<>(NAME, 0, key, value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private static void create(Map<String, Object> kafka) {
        try (var admin = Admin.create(kafka)) {
            var topic =
                    new NewTopic(NAME, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
            await(() -> admin.createTopics(List.of(topic)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private void read(Map<String, Object> kafka) {
        var here = new TopicPartition(NAME, 0);
        try (var consumer = new KafkaConsumer<>(kafka, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(here));
            consumer.seekToBeginning(List.of(here));
            long end = consumer.endOffsets(List.of(here)).getOrDefault(here, 0L);
            while (consumer.position(here) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<String, String> record) {
        try {
            JsonNode key = JSON.readTree(record.key());
            String type = key.path("keytype").asText();
            if (type.equals("SCHEMA") && record.value() != null) {
                store.put(version(JSON.readTree(record.value())));
            } else if (type.equals("CONFIG") && record.value() != null) {
                String level =
                        JSON.readTree(record.value()).path("compatibilityLevel").asText();
                store.setLevel(key.path("subject").asText("").replace("null", ""), level);
            }
        } catch (JsonProcessingException | SchemaParseException e) {
            LOG.atWarn()
                    .addKeyValue("offset", record.offset())
                    .log("A record of _schemas cannot be read and is passed over");
        }
    }

    private static Version version(JsonNode value) {
        return new Version(
                value.path("subject").asText(),
                value.path("version").asInt(),
                value.path("id").asInt(),
                new Schema.Parser().parse(value.path("schema").asText()),
                value.path("deleted").asBoolean());
    }

    private interface Waiting {
        @Nullable
        Object run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static void await(Waiting waiting) {
        try {
            waiting.run();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("The topic " + NAME + " cannot be used", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("The topic " + NAME + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the topic " + NAME, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
