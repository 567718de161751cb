package io.tunnelwatch.bench;

import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scanner;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Scans a stepped cloud with ingest's scanner, and writes every scan as ingest writes a key scan, with the cloud's time. */
final class SteppedScans implements AutoCloseable {
    private static final String ACCOUNT = "traces";
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Scanner scanner;
    private final KafkaProducer<String, byte[]> producer;
    private final Serializer<Observation> serializer;
    private long number;

    SteppedScans(KafkaAccess access, SteppedCloud cloud) {
        this.scanner = new Scanner(cloud, cloud.clock());
        this.producer = new KafkaProducer<>(access.producer(), new StringSerializer(), new ByteArraySerializer());
        this.serializer = access.serde(Observation.class).serializer();
    }

    /** Scans once. */
    void write() {
        Scan scan = scanner.scan(BenchCloud.TARGET);
        if (!(scan instanceof CompleteScan complete)) {
            throw new IllegalStateException("The scan failed: " + scan);
        }
        number++;
        int index = 0;
        for (ConnectionSnapshot it : complete.connections().values()) {
            send(index++, it, complete.observedAt());
        }
        long digest = complete.connections().values().stream()
                .mapToLong(ConnectionSnapshot::getContentHash)
                .sum();
        send(
                index,
                new ScanCompleted(true, index, digest, complete.pages(), complete.startedAt(), 0),
                complete.observedAt());
        producer.flush();
    }

    private void send(int index, Object body, Instant at) {
        var observation = new Observation(
                ACCOUNT,
                SmallScenario.REGION,
                new Order(1L, number, index),
                at,
                at.plus(INTERVAL),
                INTERVAL.toMillis(),
                body);
        producer.send(new ProducerRecord<>(
                Topics.OBSERVATIONS.name(),
                ACCOUNT + "/" + SmallScenario.REGION,
                serializer.serialize(Topics.OBSERVATIONS.name(), observation)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
