package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.GivenCommands;
import io.tunnelwatch.v1.Command;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands to vpn.commands.v1. The producer is made when the first command comes: a sink whose user may only read the
 * topics still serves the page.
 */
public final class KafkaCommandLog implements CommandLog {
    /** A person waits for the answer. */
    private static final int DELIVERED_WITHIN_MILLIS = 10_000;

    /** Commands come from people; more than this at once is a flood. */
    private static final int MOST_WAITING = 64;

    private static final Duration TO_CLOSE = Duration.ofSeconds(2);

    private final KafkaAccess kafka;

    /** Kafka's send may block for the topic's metadata, and the serializer for the registry. */
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), KafkaCommandLog::thread);

    private @Nullable Producer<String, Command> producer;

    public KafkaCommandLog(KafkaAccess kafka) {
        this.kafka = kafka;
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "command-writer");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public CompletionStage<Void> write(Command command) {
        var written = new CompletableFuture<Void>();
        try {
            writer.execute(() -> send(command, written));
        } catch (RejectedExecutionException e) {
            written.completeExceptionally(e);
        }
        return written;
    }

    private void send(Command command, CompletableFuture<Void> written) {
        try {
            producer().send(record(command), (metadata, failure) -> {
                if (failure == null) {
                    written.complete(null);
                } else {
                    written.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException e) { // the thread's edge
            written.completeExceptionally(e);
        }
    }

    private ProducerRecord<String, Command> record(Command it) {
        String key = GivenCommands.key(it);
        String subject = Objects.requireNonNullElse(
                it.getFingerprint(), Objects.requireNonNullElse(it.getCancels(), it.getCommandId()));
        var event = new CloudEvent(key, "io.tunnelwatch.command.v1", "commands", subject, it.getAt());
        return new ProducerRecord<>(
                kafka.topic(Topics.COMMANDS).name(), null, it.getAt().toEpochMilli(), key, it, event.headers());
    }

    private synchronized Producer<String, Command> producer() {
        if (producer == null) {
            var config = kafka.producer();
            config.put("enable.idempotence", true);
            config.put("acks", "all");
            config.put("delivery.timeout.ms", DELIVERED_WITHIN_MILLIS);
            config.put("request.timeout.ms", DELIVERED_WITHIN_MILLIS / 2);
            config.put("max.block.ms", DELIVERED_WITHIN_MILLIS / 2);
            config.put("linger.ms", 0);
            producer = new KafkaProducer<>(
                    config, new StringSerializer(), kafka.serde(Command.class).serializer());
        }
        return producer;
    }

    @Override
    public void close() {
        writer.shutdownNow();
        synchronized (this) {
            if (producer != null) {
                producer.close(TO_CLOSE);
            }
        }
    }
}
