package io.tunnelwatch.notify.topology;

import static io.tunnelwatch.notify.gate.GateInputs.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateInputs;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTopologyTest {
    private static final Routing ROUTING = Routing.everywhere(new TreeSet<>(List.of("mail", "pager")));
    private static final List<String> STORES = List.of(
            GateTopology.ALERTS,
            GateTopology.INCIDENTS,
            GateTopology.COMMANDS,
            GateTopology.PROGRESS,
            GateTopology.CLOCK);

    @TempDir
    Path directory;

    /** The gate without Kafka, which takes the same input. */
    private final Gate gate = new Gate(ROUTING, new TreeSet<>(List.of("pager")));

    private final GateState state = GateState.empty();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final StreamsErrorMetrics errorMetrics = new StreamsErrorMetrics("notify", metrics);
    private final List<Notification> expected = new ArrayList<>();
    private final List<Notification> told = new ArrayList<>();
    private Instant time = START;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeRegistry registry;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess kafka;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private TopologyTestDriver driver;

    @BeforeEach
    void begin() throws IOException {
        registry = new FakeRegistry();
        kafka = KafkaAccess.of(Settings.of(registry.settings()));
        driver = driver();
    }

    @AfterEach
    void end() {
        driver.close();
        registry.close();
    }

    @Test
    void shouldBeWiredAsItsPictureSays() throws IOException {
        String golden;
        try (var picture = Objects.requireNonNull(GateTopologyTest.class.getResourceAsStream("topology.txt"))) {
            golden = new String(picture.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(topology().describe().toString().strip())
                .as("a changed name or store is a migration: stop and think, then change topology.txt")
                .isEqualTo(golden.strip());
    }

    @Test
    void shouldDecideAsTheGateAloneDoes() {
        // When
        story(() -> {});

        // Then
        assertThat(expected).hasSize(10);
        assertThat(notifications()).extracting(TestRecord::getValue).isEqualTo(expected);
    }

    @Test
    void shouldGoOnWhereAnotherStopped() {
        // When
        story(this::takeOver);
        takeOver();

        // Then
        assertThat(told).hasSize(10);
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void shouldWriteCloudEventsUnderTheFingerprint() {
        // When
        story(() -> {});

        // Then
        var notifications = notifications();
        assertThat(notifications).allSatisfy(it -> {
            assertThat(it.getKey()).isEqualTo(it.getValue().getFingerprint());
            assertThat(header(it, "ce_id")).isEqualTo(it.getValue().getNotificationId());
            assertThat(header(it, "ce_type")).isEqualTo("io.tunnelwatch.notification.v1");
            assertThat(header(it, "ce_time")).isEqualTo(it.getValue().getAt().toString());
        });
        assertThat(notifications)
                .filteredOn(it -> it.getValue().getAlert() != null)
                .isNotEmpty()
                .allSatisfy(it -> assertThat(header(it, "traceparent"))
                        .contains(TraceId.of(it.getValue().getAlert())));
    }

    @Test
    void shouldTellNothingOfThePastAtTheFirstStart() {
        // Given
        take(alert("a", AlertStatus.FIRING, 1));
        take(alert("b", AlertStatus.FIRING, 2));
        take(alert("a", AlertStatus.RESOLVED, 3));

        // When
        tick();
        tick();
        tick();

        // Then
        assertThat(notifications())
                .extracting(it -> it.getKey() + " " + it.getValue().getReason())
                .containsExactly("b STILL_FIRING");
    }

    @Test
    void shouldSetBadRecordsAsideAndGoOn() {
        // Given
        tick();
        tick();

        // When
        raw(Topics.ALERTS.name(), "a", new byte[] {0, 0, 0, 99, 99, 1});
        raw(Topics.COMMANDS.name(), "c", null);
        raw(Topics.TRANSITIONS.name(), "t", null);
        raw("test-" + GateTopology.INPUT + "-repartition", "x", new byte[] {'?'});
        pipe(Topics.ALERTS.name(), "other key", alert("a", AlertStatus.FIRING, 1), Alert.class);
        pipe(Topics.ALERTS.name(), "a", dated(Instant.parse("+20000-01-01T00:00:00Z")), Alert.class);
        Command endless = GateInputs.covering("s", CommandType.SILENCE, "*", time, null, null);
        pipe(Topics.COMMANDS.name(), "s", endless, Command.class);
        take(alert("a", AlertStatus.FIRING, 2));

        // Then
        var counted = (CounterSnapshot) metrics.scrape("tunnelwatch_notify_dead_letters"::equals).stream()
                .findFirst()
                .orElseThrow();
        assertThat(counted.getDataPoints())
                .extracting(it -> it.getLabels().get("kind"), it -> it.getValue())
                .containsExactlyInAnyOrder(tuple("impossible", 5.0), tuple("unreadable", 2.0), tuple("too_large", 0.0));
        assertThat(notifications()).extracting(it -> it.getValue().getReason()).containsExactly("FIRED");
    }

    @Test
    void shouldTellOfAChangedConfigurationAndOfNoOtherTransition() {
        // Given
        tick();
        tick();
        Transition changed = GateInputs.change("vco-a", time, "aes256");
        Transition created = Transition.newBuilder(changed)
                .setKind(TransitionKind.CONNECTION_CREATED)
                .build();

        // When
        var topic = driver.createInputTopic(
                Topics.TRANSITIONS.name(),
                new StringSerializer(),
                kafka.serde(Transition.class).serializer());
        topic.pipeInput("acct/region/vco-a", created, time);
        topic.pipeInput("acct/region/vco-a", changed, time);

        // Then
        assertThat(notifications()).singleElement().satisfies(it -> {
            assertThat(it.getKey()).isEqualTo("connection/acct/region/vco-a");
            assertThat(it.getValue().getDestinations()).containsExactly("pager");
            assertThat(header(it, "ce_id")).isEqualTo(it.getValue().getNotificationId());
        });
    }

    @Test
    void shouldIgnoreARefusedCommand() {
        // Given
        Command refused = GateInputs.covering("s", CommandType.SILENCE, "*", time, null, time.plusSeconds(60));
        refused.setRefused("is a viewer");
        tick();
        tick();

        // When
        pipe(Topics.COMMANDS.name(), "refused-1", refused, Command.class);
        take(alert("a", AlertStatus.FIRING, 1));

        // Then
        assertThat(notifications()).extracting(it -> it.getValue().getReason()).containsExactly("FIRED");
    }

    /** Firing, acknowledged, silenced, resolved; with something between the inputs. */
    private void story(Runnable between) {
        tick();
        between.run();
        tick();
        between.run();
        take(alert("a", AlertStatus.FIRING, 1));
        between.run();
        take(GateInputs.acknowledge("c1", "a", time, time.plusSeconds(40)));
        between.run();
        take(alert("a", AlertStatus.UPDATED, 2));
        between.run();
        take(GateInputs.covering("c2", CommandType.MAINTENANCE, "*", time, null, time.plusSeconds(60)));
        between.run();
        take(alert("b", AlertStatus.FIRING, 3));
        for (int i = 0; i < 13; i++) {
            between.run();
            tick();
        }
        between.run();
        take(alert("b", AlertStatus.RESOLVED, 4));
        between.run();
    }

    private static Alert alert(String fingerprint, AlertStatus status, long scan, Instant at) {
        return GateInputs.alert(fingerprint, status, status != AlertStatus.RESOLVED, AlertSeverity.CRITICAL, scan, at);
    }

    private Alert alert(String fingerprint, AlertStatus status, long scan) {
        return alert(fingerprint, status, scan, time);
    }

    private static Alert dated(Instant at) {
        return alert("a", AlertStatus.FIRING, 9, at);
    }

    private void take(Alert it) {
        pipe(Topics.ALERTS.name(), it.getFingerprint(), it, Alert.class);
        expect(gate.step(state, it));
    }

    private void take(Command it) {
        pipe(Topics.COMMANDS.name(), it.getCommandId(), it, Command.class);
        expect(gate.command(state, CommandReader.read(it)));
    }

    private void tick() {
        time = time.plus(EmitTicks.EVERY);
        driver.advanceWallClockTime(EmitTicks.EVERY);
        expect(gate.tick(state, time));
    }

    private void expect(GateDecision decision) {
        state.apply(decision);
        expected.addAll(decision.notices());
    }

    /** A successor has the contents of the stores and nothing else. */
    private void takeOver() {
        notifications().forEach(it -> told.add(it.getValue()));
        Map<String, Map<String, Object>> contents = new HashMap<>();
        for (String name : STORES) {
            var content = new HashMap<String, Object>();
            try (var all = store(name).all()) {
                all.forEachRemaining(it -> content.put(it.key, it.value));
            }
            contents.put(name, content);
        }
        driver.close();
        driver = driver();
        contents.forEach(
                (name, content) -> content.forEach((key, value) -> store(name).put(key, value)));
    }

    private KeyValueStore<String, Object> store(String name) {
        return driver.getKeyValueStore(name);
    }

    private void pipe(String topic, String key, Alert it, Class<Alert> type) {
        driver.createInputTopic(topic, new StringSerializer(), kafka.serde(type).serializer())
                .pipeInput(key, it, time);
    }

    private void pipe(String topic, String key, Command it, Class<Command> type) {
        driver.createInputTopic(topic, new StringSerializer(), kafka.serde(type).serializer())
                .pipeInput(key, it, time);
    }

    private void raw(String topic, String key, byte @Nullable [] bytes) {
        driver.createInputTopic(topic, new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, bytes, time);
    }

    private List<TestRecord<String, Notification>> notifications() {
        return driver.createOutputTopic(
                        Topics.NOTIFICATIONS.name(),
                        new StringDeserializer(),
                        kafka.serde(Notification.class).deserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private Topology topology() {
        return GateTopology.build(kafka, gate, () -> time.toEpochMilli(), CommitPacing.regularOnly());
    }

    private TopologyTestDriver driver() {
        var settings = StreamsSettings.settings(kafka, "test", "1", directory, 1);
        return new TopologyTestDriver(topology(), errorMetrics.attachTo(settings), time);
    }
}
