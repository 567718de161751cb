package io.tunnelwatch.bench;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.sql.IntervalWriter;
import io.tunnelwatch.sink.sql.Postgres;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures how fast the history is copied from its topic into PostgreSQL. Give it an empty database of your own, which it
 * fills.
 *
 * <p>Arguments: the database's address as in postgres.url, a user, the number of intervals (400000). Password: PGPASSWORD.
 */
public final class IntervalsToPostgres {
    private static final int CONNECTIONS = 2_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private IntervalsToPostgres() {}

    public static void main(String[] arguments) throws Exception {
        int intervals = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 400_000;
        var postgres = new Postgres(
                arguments[0],
                arguments[1],
                Optional.ofNullable(System.getenv("PGPASSWORD")).map(Password::new),
                5_000);
        Path directory = Files.createTempDirectory("tunnelwatch-bench");
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            var access = KafkaAccess.of(Settings.of(Map.of(
                    KafkaAccess.BOOTSTRAP_SERVERS,
                    broker.bootstrapServers(),
                    KafkaAccess.REGISTRY_URL,
                    registry.address().toString())));
            write(access, intervals);
            read(access, postgres, intervals);
        }
        System.exit(0); // the broker's threads need not be waited for
    }

    private static void read(KafkaAccess access, Postgres postgres, int intervals) throws InterruptedException {
        long began = System.nanoTime();
        try (var writer =
                IntervalWriter.start(postgres, access, new SkippedRecords(new PrometheusRegistry(), "postgres"))) {
            long giveUp = began + PATIENCE.toNanos();
            while (writer.written() < intervals && System.nanoTime() < giveUp) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(
                    "%,d intervals in %.1f s: %,.0f a second%n", writer.written(), seconds, writer.written() / seconds);
        }
    }

    private static void write(KafkaAccess access, int intervals) {
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(List.of(Topics.HISTORY));
        }
        Instant began = Instant.parse("2026-01-01T00:00:00Z");
        try (var producer = new KafkaProducer<>(
                access.producer(),
                new StringSerializer(),
                access.serde(Interval.class).serializer())) {
            for (int i = 0; i < intervals; i++) {
                Interval it = interval("vco-" + i % CONNECTIONS, began.plusSeconds(600L * (i / CONNECTIONS)), i);
                producer.send(new ProducerRecord<>(Topics.HISTORY.name(), it.getIntervalId(), it));
            }
        }
    }

    private static Interval interval(String connection, Instant from, int number) {
        boolean up = number / CONNECTIONS % 2 == 0;
        return Interval.newBuilder()
                .setIntervalId("%032x".formatted(number * 0x9e3779b97f4a7c15L))
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setConnectionId(connection)
                .setEntity(connection)
                .setFacet(FacetKind.IPSEC)
                .setState(up ? FacetState.UP : FacetState.DOWN)
                .setReason(up ? FacetReason.IPSEC_ESTABLISHED : FacetReason.PHASE1_NOT_ESTABLISHED)
                .setRaw(up ? "ipsec_sa_established" : "ike_sa_not_established")
                .setValidFrom(from)
                .setValidFromNotBefore(from.minusSeconds(30))
                .setValidTo(from.plusSeconds(600))
                .setDurationMillis(600_000L)
                .setCloseReason(CloseReason.TRANSITION)
                .setName("branch-" + connection)
                .setVpnGatewayId("vpn-1")
                .build();
    }
}
