package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes observations as ingest would: scan after scan of some targets, half a minute apart. */
final class SampleScans implements AutoCloseable {
    static final long POLL_MILLIS = 30_000;
    private static final String ACCOUNT = "bench";

    private final Instant began;
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<Observation> serializer;

    SampleScans(KafkaAccess access, Instant began, int lingerMillis) {
        this(access, began, lingerMillis, Map.of());
    }

    /** Scans that readers of committed records see all at once, when {@link #show} is called. */
    static SampleScans hidden(KafkaAccess access, Instant began, int lingerMillis) {
        var scans = new SampleScans(access, began, lingerMillis, Map.of("transactional.id", "sample-scans"));
        scans.producer.initTransactions();
        scans.producer.beginTransaction();
        return scans;
    }

    private SampleScans(KafkaAccess access, Instant began, int lingerMillis, Map<String, String> more) {
        this.began = began;
        var config = access.producer();
        config.putAll(more);
        config.put("linger.ms", lingerMillis);
        config.putAll(ProducerCompression.settings());
        this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        this.serializer = access.serde(Observation.class).serializer();
    }

    static String region(int target) {
        return "region-" + target;
    }

    /** Writes one connection of a target; they are numbered from zero. */
    void line(int target, long scan, int line, boolean up) {
        send(target, scan, line, SampleConnections.of(line, up));
    }

    /** Writes the end of a scan with so many connections. */
    Future<RecordMetadata> end(int target, long scan, int lines) {
        return send(target, scan, lines, new ScanCompleted(true, lines, 0L, 1, at(scan), 0));
    }

    void flush() {
        producer.flush();
    }

    void show() {
        producer.commitTransaction();
    }

    private Future<RecordMetadata> send(int target, long scan, int index, Object body) {
        Instant now = at(scan);
        var observation = new Observation(
                ACCOUNT,
                region(target),
                new Order(1L, scan, index),
                now,
                now.plusMillis(POLL_MILLIS),
                POLL_MILLIS,
                body);
        return producer.send(new ProducerRecord<>(
                Topics.OBSERVATIONS.name(),
                ACCOUNT + "/" + region(target),
                serializer.serialize(Topics.OBSERVATIONS.name(), observation)));
    }

    private Instant at(long scan) {
        return began.plusMillis(scan * POLL_MILLIS);
    }

    @Override
    public void close() {
        producer.close();
    }
}
