package io.tunnelwatch.notify.topology;

import static io.tunnelwatch.notify.gate.GateInputs.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateInputs;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.notify.gate.RandomGateHistory;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTopologyTest {
    private static final Routing ROUTING = Routing.everywhere(new TreeSet<>(List.of("chat", "ops")));

    @TempDir
    Path directory;

    private final AtomicLong clock = new AtomicLong(START.toEpochMilli());

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
        var settings = StreamsSettings.settings(kafka, "test", "1", directory, 1);
        driver = new TopologyTestDriver(
                GateTopology.build(kafka, ROUTING, clock::get, CommitPacing.regularOnly()),
                new StreamsErrorMetrics("notify", new PrometheusRegistry()).attachTo(settings),
                START);
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

        assertThat(GateTopology.build(kafka, ROUTING, clock::get, CommitPacing.regularOnly())
                        .describe()
                        .toString()
                        .strip())
                .as("a changed name or store is a migration: stop and think, then change topology.txt")
                .isEqualTo(golden.strip());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldDecideAsTheGateAloneDoes(long seed) {
        var inputs = RandomGateHistory.of(new SplittableRandom(seed));
        var gate = new Gate(ROUTING);
        var state = GateState.empty();
        var expected = new ArrayList<Notification>();
        for (Object input : inputs) {
            var decision = input instanceof Alert alert
                    ? gate.step(state, alert)
                    : input instanceof Command command
                            ? gate.command(state, CommandReader.read(command))
                            : gate.tick(state, (Instant) input);
            state.apply(decision);
            expected.addAll(decision.notices());
        }

        inputs.forEach(this::take);

        assertThat(notices()).extracting(TestRecord::getValue).containsExactlyElementsOf(expected);
    }

    @Test
    void shouldPublishACloudEventUnderTheAlertsFingerprint() {
        begun();

        take(firing("a", 1));

        assertThat(notices()).singleElement().satisfies(it -> {
            assertThat(it.getKey()).isEqualTo("a");
            assertThat(it.getValue().getOutcome()).isEqualTo(NotificationOutcome.NOTIFY);
            assertThat(it.getValue().getDestinations()).containsExactly("chat", "ops");
            assertThat(it.timestamp()).isEqualTo(START.toEpochMilli());
            assertThat(header(it, "ce_type")).isEqualTo("io.tunnelwatch.notification.v1");
            assertThat(header(it, "ce_id")).isEqualTo(it.getValue().getNotificationId());
        });
    }

    @Test
    void shouldTellAtATickWhatASilenceHadKept() {
        begun();
        take(GateInputs.covering("s1", CommandType.SILENCE, "a", START, null, START.plusSeconds(60)));
        take(firing("a", 1));
        assertThat(notices()).extracting(it -> it.getValue().getReason()).containsExactly("SILENCED");

        take(START.plusSeconds(61));

        assertThat(notices()).extracting(it -> it.getValue().getOutcome()).containsExactly(NotificationOutcome.NOTIFY);
    }

    @Test
    void shouldSetAsideWhatMakesNoSenseAndGoOn() {
        begun();

        pipe(Topics.ALERTS, Alert.class, "a", null);
        pipe(Topics.ALERTS, Alert.class, "b", firing("a", 1));
        pipe(Topics.COMMANDS, Command.class, "c1", null);
        pipe(Topics.COMMANDS, Command.class, "c1", GateInputs.acknowledge("c2", "a", START, null));
        Command timeless = GateInputs.acknowledge("c3", "a", Instant.ofEpochMilli(Long.MAX_VALUE / 2), null);
        pipe(Topics.COMMANDS, Command.class, "c3", timeless);
        take(firing("a", 1));

        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(5);
        assertThat(notices()).hasSize(1);
    }

    @Test
    void shouldIgnoreARefusedCommandWhateverItsKey() {
        begun();
        Command refused = GateInputs.covering("s1", CommandType.SILENCE, "a", START, null, START.plusSeconds(60));
        refused.setRefused("a viewer gives no commands");

        pipe(Topics.COMMANDS, Command.class, "refused/s1/1", refused);
        take(firing("a", 1));

        assertThat(notices()).extracting(it -> it.getValue().getOutcome()).containsExactly(NotificationOutcome.NOTIFY);
    }

    /** The gate after its first start, when the past is over. */
    private void begun() {
        take(START.minusSeconds(10));
        take(START.minusSeconds(5));
    }

    private static Alert firing(String fingerprint, long scan) {
        return GateInputs.alert(fingerprint, AlertStatus.FIRING, true, AlertSeverity.CRITICAL, scan, START);
    }

    private void take(Object input) {
        if (input instanceof Alert alert) {
            pipe(Topics.ALERTS, Alert.class, alert.getFingerprint(), alert);
        } else if (input instanceof Command command) {
            pipe(Topics.COMMANDS, Command.class, command.getCommandId(), command);
        } else {
            clock.set(((Instant) input).toEpochMilli());
            driver.advanceWallClockTime(EmitTicks.EVERY);
        }
    }

    private <T extends SpecificRecord> void pipe(Topic topic, Class<T> type, String key, @Nullable T value) {
        driver.createInputTopic(
                        topic.name(), new StringSerializer(), kafka.serde(type).serializer())
                .pipeInput(key, value, START);
    }

    private List<TestRecord<String, Notification>> notices() {
        return driver.createOutputTopic(
                        Topics.NOTIFICATIONS.name(),
                        new StringDeserializer(),
                        kafka.serde(Notification.class).deserializer())
                .readRecordsToList();
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
