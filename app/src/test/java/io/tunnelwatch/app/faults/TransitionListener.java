package io.tunnelwatch.app.faults;

import static org.awaitility.Awaitility.await;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads every transition as soon as it is committed, as a real consumer would. */
public final class TransitionListener implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Time from a scan until its transition was read. */
    public record Heard(Instant seen, Duration late) {}

    private final Map<String, Instant> newest = new ConcurrentHashMap<>();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::listen, "listener");
    private final KafkaConsumer<String, Transition> consumer;
    private volatile boolean closing;

    public TransitionListener(KafkaAccess kafka) {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(
                config, new StringDeserializer(), kafka.serde(Transition.class).deserializer());
        consumer.assign(consumer.partitionsFor(Topics.TRANSITIONS.name()).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        thread.start();
    }

    /** Waits until, for each target, something has been read that was seen after this moment. */
    public void awaitAllSince(Instant moment, Collection<String> targets) {
        await().atMost(PATIENCE).until(() -> targets.stream()
                .allMatch(it -> newest.getOrDefault(it, Instant.MIN).isAfter(moment)));
    }

    public List<Heard> seenBetween(Instant from, Instant to) {
        return heard.stream()
                .filter(it -> !it.seen().isBefore(from) && it.seen().isBefore(to))
                .toList();
    }

    private void listen() {
        while (!closing) {
            consumer.poll(Duration.ofMillis(50)).forEach(it -> hear(it.value()));
        }
    }

    private void hear(Transition it) {
        heard.add(new Heard(it.getDetectedAt(), Duration.between(it.getDetectedAt(), Instant.now())));
        newest.merge(it.getAccount() + "/" + it.getRegion(), it.getDetectedAt(), (a, b) -> a.isAfter(b) ? a : b);
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close();
    }
}
