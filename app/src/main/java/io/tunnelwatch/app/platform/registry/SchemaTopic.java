package io.tunnelwatch.app.platform.registry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The topic {@code _schemas}, and the store that is built from it. Only this process writes to it: the broker is its own. The
 * store changes only by reading the topic, so that every id that is handed out survives a restart.
 */
final class SchemaTopic implements SchemaLog, AutoCloseable {
    private static final String NAME = "_schemas";
    private static final TopicPartition HERE = new TopicPartition(NAME, 0);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Less than {@link #PATIENCE}: a write on which we give up has been given up by the producer, too. */
    private static final Duration DELIVERY = Duration.ofSeconds(8);

    private final SchemaStore store;
    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private boolean unsure;

    SchemaTopic(Map<String, Object> kafka, SchemaStore store) {
        this.store = store;
        this.producer = new KafkaProducer<>(producerConfig(kafka), new StringSerializer(), new StringSerializer());
        this.consumer = new KafkaConsumer<>(consumerConfig(kafka), new StringDeserializer(), new StringDeserializer());
        try {
            create(kafka);
            consumer.assign(List.of(HERE));
            consumer.seekToBeginning(List.of(HERE));
            readToItsEnd();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public void write(String key, String value) {
        unsure = true;
        var written = await(producer.send(new ProducerRecord<>(NAME, 0, key, value)));
        readTo(written.offset() + 1);
        unsure = false;
    }

    @Override
    public void settle() {
        if (unsure) {
            readToItsEnd();
            unsure = false;
        }
    }

    private void readToItsEnd() {
        readTo(consumer.endOffsets(List.of(HERE), PATIENCE).getOrDefault(HERE, 0L));
    }

    private void readTo(long end) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(HERE, PATIENCE) < end) {
            consumer.poll(Duration.ofMillis(100)).forEach(it -> SchemaRecords.apply(it, store));
            if (System.nanoTime() > giveUp) {
                throw new KafkaException("The topic " + NAME + " cannot be read to its end");
            }
        }
    }

    private static void create(Map<String, Object> kafka) {
        try (var admin = Admin.create(kafka)) {
            var topic =
                    new NewTopic(NAME, Optional.of(1), Optional.empty()).configs(Map.of("cleanup.policy", "compact"));
            await(admin.createTopics(List.of(topic)).all().toCompletionStage().toCompletableFuture());
        } catch (TopicExistsException e) {
            // An earlier run made it.
            return;
        }
    }

    private static <T> T await(Future<T> asked) {
        try {
            return asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException it ? it : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("The topic " + NAME + " does not answer", e);
        } catch (InterruptedException e) {
            throw new org.apache.kafka.common.errors.InterruptException(e);
        }
    }

    private static Map<String, Object> producerConfig(Map<String, Object> kafka) {
        var config = new HashMap<>(kafka);
        config.put("client.id", "schema-registry");
        config.put("acks", "all");
        config.put("enable.idempotence", true);
        config.put("linger.ms", 0); // one write at a time, and somebody waits for it
        config.put("delivery.timeout.ms", (int) DELIVERY.toMillis());
        config.put("request.timeout.ms", (int) DELIVERY.toMillis() / 2);
        config.put("max.block.ms", (int) DELIVERY.toMillis());
        return config;
    }

    private static Map<String, Object> consumerConfig(Map<String, Object> kafka) {
        var config = new HashMap<>(kafka);
        config.put("client.id", "schema-registry");
        config.put("auto.offset.reset", "earliest");
        config.put("allow.auto.create.topics", false);
        return config;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
