package io.tunnelwatch.bench;

import io.tunnelwatch.processor.codec.ConnectionStateBytes;
import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.ConnectionState;
import io.tunnelwatch.processor.domain.Event.Cause;
import io.tunnelwatch.processor.domain.Event.Connection;
import io.tunnelwatch.processor.domain.Evidence;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.Transition.FacetChange;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The loop that one would write without Kafka Streams and without a detector: consume, decode, compare with the previous state,
 * publish status changes, log the new state. Exactly once, with one commit a second, as the topology does while it reads old
 * records. It has no alerts and no gaps, and does not read its state back: it is the upper bound.
 */
final class PlainLoop implements Contestant {
    private static final long APART_NANOS = 1_000_000_000;

    private final String changelog;
    private final KafkaConsumer<String, io.tunnelwatch.v1.Observation> consumer;
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<io.tunnelwatch.v1.Transition> transitions;
    private final ConnectionStateBytes bytes = new ConnectionStateBytes();
    private final Map<String, byte[]> logged = new HashMap<>();
    private final Map<String, Snapshot> known = new HashMap<>();
    private final Map<String, Order> orders = new HashMap<>();
    private final Map<String, Order> moved = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    private final AtomicLong judged = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    PlainLoop(KafkaAccess access, String group, String changelog) {
        this.changelog = changelog;
        var reads = access.consumer();
        reads.put("group.id", group);
        reads.put("isolation.level", "read_committed");
        reads.put("enable.auto.commit", false);
        reads.put("auto.offset.reset", "earliest");
        reads.put("max.poll.records", 1000);
        this.consumer = new KafkaConsumer<>(
                reads,
                new StringDeserializer(),
                access.serde(io.tunnelwatch.v1.Observation.class).deserializer());
        var writes = access.producer();
        writes.put("transactional.id", group);
        writes.put("linger.ms", 5);
        writes.putAll(ProducerCompression.settings());
        this.producer = new KafkaProducer<>(writes, new StringSerializer(), new ByteArraySerializer());
        this.transitions = access.serde(io.tunnelwatch.v1.Transition.class).serializer();
        this.thread = new Thread(this::run, group);
        thread.start();
    }

    private void run() {
        producer.initTransactions();
        consumer.subscribe(List.of(Topics.OBSERVATIONS.name()));
        long committed = System.nanoTime();
        while (!closing) {
            var records = consumer.poll(Duration.ofMillis(100));
            if (!records.isEmpty() && read.isEmpty()) {
                producer.beginTransaction();
            }
            records.forEach(this::process);
            long waited = System.nanoTime() - committed;
            if (!read.isEmpty() && waited > APART_NANOS) {
                commit();
                committed = System.nanoTime();
            }
        }
        consumer.close();
        producer.close();
    }

    private void process(ConsumerRecord<String, io.tunnelwatch.v1.Observation> record) {
        var observation = ObservationCodec.decode(record.key(), record.value());
        Order last = orders.get(record.key());
        if (last == null || observation.order().isPast(last)) {
            orders.put(record.key(), observation.order());
            moved.put(record.key(), observation.order());
            if (observation.body() instanceof Snapshot snapshot) {
                compare(observation, snapshot);
            }
        }
        read.put(
                new TopicPartition(record.topic(), record.partition()),
                new OffsetAndMetadata(record.offset() + 1, record.leaderEpoch(), ""));
        judged.incrementAndGet();
    }

    private void compare(Observation observation, Snapshot snapshot) {
        String key = observation.target() + "/" + snapshot.connectionId();
        Snapshot before = known.put(key, snapshot);
        if (before != null && before.contentHash() == snapshot.contentHash()) {
            return;
        }
        var facet = new FacetId(snapshot.connectionId(), FacetKind.IPSEC);
        var now = new FacetValue(reading(snapshot), observation.observedAt());
        if (before == null || !before.status().equals(snapshot.status())) {
            publish(observation, snapshot, facet, now, before);
        }
        var facets = new TreeMap<FacetId, FacetValue>();
        facets.put(facet, now);
        var state = new ConnectionState(
                snapshot, observation.observedAt(), facets, new TreeMap<>(), new Evidence(List.of(), null));
        byte[] log = bytes.encode(state, logged.get(key));
        logged.put(key, log);
        write(changelog, key, log);
    }

    @SuppressWarnings("NullAway") // a connection's first transition has no "from"
    private void publish(Observation observation, Snapshot snapshot, FacetId facet, FacetValue now, Snapshot before) {
        var transition = EventCodec.encode(new Transition(
                Transition.Kind.FACET_CHANGED,
                observation.target() + "-" + snapshot.connectionId() + "-" + observation.order(),
                new Cause(observation.target(), observation.order(), observation.observedAt()),
                new Connection(snapshot.connectionId(), snapshot.context()),
                FacetChange.of(facet)
                        .from(before == null ? null : new FacetValue(reading(before), observation.observedAt()))
                        .to(now),
                observation.observedAt(),
                List.of(),
                false));
        String topic = Topics.TRANSITIONS.name();
        write(topic, observation.target() + "/" + snapshot.connectionId(), transitions.serialize(topic, transition));
    }

    private static Reading reading(Snapshot it) {
        return it.status().equals("ipsec_sa_established")
                ? new Reading(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, it.status())
                : new Reading(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, it.status());
    }

    /** Commits. The position in each target is state as well; writing it once a commit is enough. */
    private void commit() {
        moved.forEach(
                (target, order) -> write(changelog, target, order.toString().getBytes(StandardCharsets.UTF_8)));
        moved.clear();
        producer.sendOffsetsToTransaction(read, consumer.groupMetadata());
        producer.commitTransaction();
        read.clear();
    }

    private void write(String topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic, key, value));
    }

    @Override
    public long judged() {
        return judged.get();
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
