package io.tunnelwatch.bench;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.ProducerCompression;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The past year of some connections that were down for five minutes every so often: as the transitions that the product
 * publishes, and as samples of a poll a minute, stored as well as a topic can store them. There each connection has a partition
 * of its own, so that a reader of one reads no other, and a record is one byte and its time, without a key or a schema, in
 * large batches.
 */
final class YearOfOutages {
    static final String SAMPLES = "bench.samples";
    static final byte DOWN = 0;
    static final long POLL_MILLIS = 60_000;

    private static final byte UP = 1;
    private static final Duration YEAR = Duration.ofDays(365);
    private static final int POLLS = (int) (YEAR.toMillis() / POLL_MILLIS);
    private static final int POLLS_DOWN = 5;

    private final KafkaAccess access;
    private final int connections;
    private final int outages;
    private final Instant began = Instant.now().minus(YEAR).truncatedTo(ChronoUnit.DAYS);

    /** @param outages of each connection; a divisor of the minutes of a year */
    YearOfOutages(KafkaAccess access, int connections, int outages) {
        this.access = access;
        this.connections = connections;
        this.outages = outages;
    }

    Instant from() {
        return began;
    }

    Instant to() {
        return at(POLLS);
    }

    /** Downtime of each connection. */
    long downMillis() {
        return POLL_MILLIS * POLLS_DOWN * outages;
    }

    void writeSamples() throws ExecutionException, InterruptedException {
        // Kept for ever, because the samples are up to a year old.
        var topic =
                new NewTopic(SAMPLES, Optional.of(connections), Optional.empty()).configs(Map.of("retention.ms", "-1"));
        try (var admin = Admin.create(access.admin())) {
            admin.createTopics(List.of(topic)).all().get();
        }
        write(SAMPLES, producer -> {
            for (int poll = 0; poll < POLLS; poll++) {
                byte[] sample = {isUp(poll) ? UP : DOWN};
                for (int connection = 0; connection < connections; connection++) {
                    producer.send(new ProducerRecord<>(SAMPLES, connection, at(poll).toEpochMilli(), null, sample));
                }
            }
        });
    }

    void writeTransitions() {
        String topic = Topics.TRANSITIONS.name();
        try (var serde = access.serde(Transition.class)) {
            write(topic, producer -> {
                for (int poll = 0; poll <= POLLS; poll++) {
                    boolean isChange = poll == 0 || isUp(poll) != isUp(poll - 1);
                    for (int connection = 0; isChange && connection < connections; connection++) {
                        byte[] value = serde.serializer().serialize(topic, change(connection, poll));
                        byte[] key =
                                ("bench/region/" + SampleConnections.id(connection)).getBytes(StandardCharsets.UTF_8);
                        producer.send(new ProducerRecord<>(topic, key, value));
                    }
                }
            });
        }
    }

    private void write(String topic, Consumer<KafkaProducer<byte[], byte[]>> records) {
        var settings = access.producer();
        settings.put("linger.ms", 100);
        settings.put("batch.size", 1 << 20);
        settings.put("buffer.memory", 128L << 20);
        settings.putAll(ProducerCompression.settings());
        // A topic that was just created may refuse the first batch and accept the second, and then refuses the first
        // for good.
        settings.put("max.in.flight.requests.per.connection", 1);
        long start = System.nanoTime();
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            records.accept(producer);
        }
        System.out.printf("written: %s in %.1f s%n", topic, Readings.secondsSince(start));
    }

    private int between() {
        return POLLS / outages;
    }

    /** Returns whether a connection is up: each period ends with an outage. */
    private boolean isUp(int poll) {
        return poll % between() < between() - POLLS_DOWN;
    }

    private Instant at(int poll) {
        return began.plusMillis(poll * POLL_MILLIS);
    }

    private Transition change(int connection, int poll) {
        String id = SampleConnections.id(connection);
        boolean isUp = isUp(poll);
        int lasted = isUp ? POLLS_DOWN : between() - POLLS_DOWN;
        return Transition.newBuilder()
                .setTransitionId(id + "-" + poll)
                .setKind(poll == 0 ? TransitionKind.FIRST_SEEN : TransitionKind.FACET_CHANGED)
                .setAccount("bench")
                .setRegion("region")
                .setConnectionId(id)
                .setEntity(id)
                .setFacet(FacetKind.IPSEC)
                .setFrom(poll == 0 ? null : value(!isUp, at(poll - lasted)))
                .setTo(value(isUp, at(poll)))
                .setNotBefore(at(Math.max(0, poll - 1)))
                .setDetectedAt(at(poll))
                .setOrder(new Order(1L, (long) poll, connection))
                .setContext(new ConnectionContext(
                        "plant-" + connection,
                        "VPNGW",
                        "vpn-bench",
                        List.of("cgw-bench"),
                        "",
                        "active",
                        List.of("10.0.0.0/8"),
                        List.of("192.168.0.0/16"),
                        List.of()))
                .build();
    }

    private static FacetValue value(boolean up, Instant since) {
        return up
                ? new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "ipsec_sa_established", since)
                : new FacetValue(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, "ike_sa_not_established", since);
    }
}
