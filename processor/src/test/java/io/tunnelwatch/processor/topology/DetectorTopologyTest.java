package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.RandomHistory;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.PolledByHeader;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorTopologyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TARGET = "acct/cn-hangzhou";

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeRegistry registry;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess kafka;

    @BeforeEach
    void begin() throws IOException {
        registry = new FakeRegistry();
        kafka = KafkaAccess.of(Settings.of(registry.settings()));
    }

    @AfterEach
    void end() {
        registry.close();
    }

    @Test
    void shouldBeWiredAsItsPictureSays() throws IOException {
        String golden;
        try (var picture = Objects.requireNonNull(DetectorTopologyTest.class.getResourceAsStream("topology.txt"))) {
            golden = new String(picture.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(topology(CommitPacing.regularOnly()).describe().toString().strip())
                .as("a changed name or store is a migration: stop and think, then change topology.txt")
                .isEqualTo(golden.strip());
    }

    @Test
    void shouldTellAChangeAndAlertAboutIt() {
        try (var driver = driver()) {
            feed(driver, history());

            assertThat(transitions(driver))
                    .filteredOn(it -> it.getValue().getKind() == TransitionKind.FACET_CHANGED)
                    .extracting(it ->
                            it.getValue().getEntity() + " " + it.getValue().getFacet())
                    .containsExactly("vco-1 IPSEC", "vco-1 SERVICE", "vco-1 IPSEC", "vco-1 SERVICE");
            assertThat(alerts(driver))
                    .extracting(it -> it.getValue().getStatus())
                    .containsExactly(AlertStatus.FIRING, AlertStatus.RESOLVED);
        }
    }

    @Test
    void shouldCarryCloudEventHeadersAndEventTime() {
        try (var driver = driver()) {
            feed(driver, history());

            assertThat(transitions(driver)).allSatisfy(it -> {
                assertThat(it.getKey()).startsWith(TARGET);
                assertThat(it.timestamp())
                        .isEqualTo(it.getValue().getDetectedAt().toEpochMilli());
                assertThat(header(it, "ce_id")).isEqualTo(it.getValue().getTransitionId());
                assertThat(header(it, "ce_type")).isEqualTo("io.tunnelwatch.transition.v1");
                var order = it.getValue().getOrder();
                assertThat(header(it, "traceparent"))
                        .contains(TraceId.of("acct", "cn-hangzhou", order.getEpoch(), order.getScan()));
                assertThat(header(it, "ce_time"))
                        .isEqualTo(it.getValue().getDetectedAt().toString());
            });
        }
    }

    @Test
    void shouldTellHowFarATargetIsJudgedWheneverALookEnds() {
        Instant first = START.plusSeconds(30);
        Instant second = START.plusSeconds(60);
        Instant third = START.plusSeconds(190);
        try (var driver = driver()) {
            // When
            feed(
                    driver,
                    List.of(
                            observation(1, 0, first, connection(false)),
                            observation(1, 1, first, new ScanCompleted(true, 1, 2L, 1, first, 0)),
                            observation(2, 0, second, new ScanFailed(FailureClass.NETWORK, "", "", "")),
                            observation(2, 1, third, new TargetSilent(second, null))));

            // Then
            var views = targets(driver);
            assertThat(views).extracting(TestRecord::getKey).containsOnly(TARGET);
            assertThat(views).extracting(it -> it.getValue().getJudgedAt()).containsExactly(first, second, third);
            assertThat(views).extracting(it -> it.getValue().getLastComplete()).containsExactly(first, first, first);
            assertThat(views)
                    .extracting(it -> it.getValue().getNextPollDue())
                    .containsExactly(second, second.plusSeconds(30), third.plusSeconds(30));
            assertThat(views)
                    .extracting(it -> it.getValue().getFreshness().getReason())
                    .containsExactly(FacetReason.SCANS_COMPLETE, FacetReason.SCANS_COMPLETE, FacetReason.POLLER_SILENT);
            assertThat(views)
                    .extracting(it -> it.getValue().getOrder())
                    .containsExactly(new Order(1L, 1L, 1), new Order(1L, 2L, 0), new Order(1L, 2L, 1));
            assertThat(views).allSatisfy(it -> {
                assertThat(it.getValue().getConnections()).isEqualTo(1);
                assertThat(it.getValue().getPollIntervalMillis()).isEqualTo(30_000);
                assertThat(it.getValue().getRetiredAt()).isNull();
                assertThat(it.timestamp()).isEqualTo(it.getValue().getJudgedAt().toEpochMilli());
                assertThat(header(it, "ce_type")).isEqualTo("io.tunnelwatch.target.v1");
                assertThat(header(it, "ce_time"))
                        .isEqualTo(it.getValue().getJudgedAt().toString());
            });
            assertThat(views)
                    .extracting(it -> header(it, "ce_id"))
                    .containsExactly(
                            "judged-" + TARGET + "-1-1-1",
                            "judged-" + TARGET + "-1-2-0",
                            "judged-" + TARGET + "-1-2-1");
        }
    }

    /** A header names the poller's group; a silence has none. */
    @Test
    void shouldTellWhoPolledATargetAndThatItIsRetired() {
        Instant first = START.plusSeconds(30);
        Instant later = START.plusSeconds(190);
        try (var driver = driver()) {
            var input = driver.createInputTopic(
                    Topics.OBSERVATIONS.name(),
                    new StringSerializer(),
                    kafka.serde(Observation.class).serializer());
            var retired = new TargetSilent(first, new TargetRetired(RetirementReason.NOT_IN_SETTINGS, "group"));
            feed(driver, List.of(observation(1, 0, first, connection(true))));
            input.pipeInput(new TestRecord<>(
                    TARGET,
                    observation(1, 1, first, new ScanCompleted(true, 1, 1L, 1, first, 0)),
                    new RecordHeaders(new Header[] {PolledByHeader.header("group")})));

            // When
            feed(driver, List.of(observation(1, 2, later, new TargetSilent(first, null))));
            feed(driver, List.of(observation(2, 0, later, retired)));

            // Then
            var views = targets(driver);
            assertThat(views).extracting(it -> it.getValue().getPolledBy()).containsOnly("group");
            assertThat(views).extracting(it -> it.getValue().getRetiredAt()).containsExactly(null, null, later);
            assertThat(views.get(2).getValue().getConnections()).isZero();
            assertThat(views.get(2).getValue().getFreshness()).isNull();
            var transitions = transitions(driver);
            assertThat(transitions.get(transitions.size() - 1).getValue().getKind())
                    .isEqualTo(TransitionKind.RETIRED);
        }
    }

    /** A retired target leaves nothing except how far it was judged; a restart there knows that. */
    @ParameterizedTest
    @ValueSource(longs = {3, 6, 9, 12, 15})
    void shouldTellWhatTheDetectorAloneTellsOfRetiredTargets(long seed) {
        var history = RandomHistory.withRetirements(seed).stream()
                .map(AvroObservations::of)
                .toList();
        var detector = new Detector(Rules.defaults());
        var memory = new InMemoryState();
        var ids = new ArrayList<String>();
        history.forEach(it -> memory.decide(detector, ObservationCodec.decode(TARGET, it)).events().stream()
                .filter(io.tunnelwatch.processor.domain.Transition.class::isInstance)
                .forEach(event -> ids.add(((io.tunnelwatch.processor.domain.Transition) event).id())));

        try (var driver = driver()) {
            feed(driver, history);

            assertThat(transitions(driver))
                    .extracting(it -> it.getValue().getTransitionId())
                    .containsExactlyElementsOf(ids);
        }
    }

    @Test
    void shouldNotCallATargetJudgedByWhatComesLate() {
        try (var driver = driver()) {
            var late = history().subList(0, 4);
            feed(driver, history());
            int before = targets(driver).size();

            // When
            feed(driver, late);

            // Then
            assertThat(before).isEqualTo(20);
            assertThat(targets(driver)).isEmpty();
        }
    }

    /** A quiet target must not cause a commit with every scan. */
    @Test
    void shouldBeInNoHasteAboutATargetThatIsQuiet() {
        var commitPacing = new RefusesOnce();
        try (var driver = driver(commitPacing)) {
            feed(driver, history().subList(0, 2));
            int published = commitPacing.published.size();

            // When
            feed(driver, history().subList(2, 4));

            // Then
            assertThat(published).isEqualTo(2);
            assertThat(commitPacing.published).hasSize(published);
            assertThat(targets(driver)).hasSize(2);
        }
    }

    @Test
    void shouldGiveTheSameBytesAgain() {
        var first = new ArrayList<String>();
        var second = new ArrayList<String>();
        for (List<String> run : List.of(first, second)) {
            try (var driver = driver()) {
                feed(driver, history());
                run.addAll(bytes(driver, Topics.TRANSITIONS.name()));
                run.addAll(bytes(driver, Topics.ALERTS.name()));
                run.addAll(bytes(driver, Topics.TARGETS.name()));
            }
        }

        assertThat(first).isNotEmpty();
        assertThat(second).isEqualTo(first);
    }

    /** The wiring adds nothing and loses nothing, although the state is encoded in between. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
    void shouldTellWhatTheDetectorAloneTells(long seed) {
        var history = RandomHistory.of(seed).stream().map(AvroObservations::of).toList();
        var detector = new Detector(Rules.defaults());
        var memory = new InMemoryState();
        var transitions = new ArrayList<Transition>();
        var alerts = new ArrayList<Alert>();
        for (Observation it : history) {
            memory.decide(detector, ObservationCodec.decode(TARGET, it))
                    .events()
                    .forEach(event -> {
                        if (event instanceof AlertStep step) {
                            alerts.add(EventCodec.encode(step));
                        } else {
                            transitions.add(EventCodec.encode((io.tunnelwatch.processor.domain.Transition) event));
                        }
                    });
        }

        try (var driver = driver()) {
            feed(driver, history);

            assertThat(transitions(driver)).extracting(TestRecord::getValue).containsExactlyElementsOf(transitions);
            assertThat(alerts(driver)).extracting(TestRecord::getValue).containsExactlyElementsOf(alerts);
            assertThat(alerts).isNotEmpty();
        }
    }

    /** Connections that go down, come back or are inhibited at that moment must not be forgotten. */
    @ParameterizedTest
    @ValueSource(longs = {2, 25, 50, 125})
    void shouldGoOnFromWhatTheFirstVersionRemembered(long seed) throws IOException {
        var history = RandomHistory.of(seed).stream().map(AvroObservations::of).toList();
        var straight = new ArrayList<String>();
        var upgraded = new ArrayList<String>();
        try (var driver = driver()) {
            feed(driver, history);
            straight.addAll(bytes(driver, Topics.TRANSITIONS.name()));
            straight.addAll(bytes(driver, Topics.ALERTS.name()));
        }

        var later = new ArrayList<String>();
        for (int half = 10; half < history.size() - 10; half += history.size() / 6) {
            try (var before = driver();
                    var after = driver()) {
                feed(before, history.subList(0, half));
                FirstVersion.handOver(before, after, TARGET);
                feed(after, history.subList(half, history.size()));
                upgraded.clear();
                later.clear();
                for (TopologyTestDriver driver : List.of(before, after)) {
                    upgraded.addAll(bytes(driver, Topics.TRANSITIONS.name()));
                    later.addAll(bytes(driver, Topics.ALERTS.name()));
                }
                upgraded.addAll(later);
            }
            assertThat(upgraded).as("handed over after %d", half).isEqualTo(straight);
        }
    }

    /** No further record may come for a long time. */
    @Test
    void shouldAskAgainForACommitThatItWantedTooSoon() {
        var commitPacing = new RefusesOnce();
        try (var driver = driver(commitPacing)) {
            feed(driver, history().subList(0, 1));
            assertThat(commitPacing.answers).containsExactly(false);

            driver.advanceWallClockTime(RefusesOnce.PAUSE.plusMillis(1));
            driver.advanceWallClockTime(RefusesOnce.PAUSE.multipliedBy(10));

            assertThat(commitPacing.answers).containsExactly(false, true);
        }
    }

    private static final class RefusesOnce implements CommitPacing {
        static final Duration PAUSE = Duration.ofMillis(10);
        final List<Boolean> answers = new ArrayList<>();
        final List<Instant> published = new ArrayList<>();

        @Override
        public void published(Instant of) {
            published.add(of);
        }

        @Override
        public boolean isCommitDue() {
            answers.add(!answers.isEmpty());
            return answers.size() > 1;
        }

        @Override
        public Duration retryAfter() {
            return answers.size() > 1 ? Duration.ZERO : PAUSE;
        }
    }

    @Test
    void shouldSetAsideARecordWithoutKeyOrValue() {
        try (var driver = driver()) {
            // Given
            var raw = driver.createInputTopic(
                    Topics.OBSERVATIONS.name(), new ByteArraySerializer(), new ByteArraySerializer());
            byte[] good = kafka.serde(Observation.class)
                    .serializer()
                    .serialize(Topics.OBSERVATIONS.name(), history().get(0));

            // When
            raw.pipeInput(new TestRecord<>(TARGET.getBytes(StandardCharsets.UTF_8), null));
            raw.pipeInput(new TestRecord<>(null, good));
            raw.pipeInput(new TestRecord<>(null, null));
            feed(driver, history());

            // Then
            assertThat(letters(driver)).hasSize(3);
            assertThat(transitions(driver)).isNotEmpty();
        }
    }

    /** Placed as another maker's client would: two tasks would judge one target, one of them without its state. */
    @Test
    @Tag("F-39")
    void shouldSetAsideWhatStandsInAPartitionThatIsNotItsTargets() {
        int partitions = IntStream.range(2, 50)
                .filter(it -> TargetPartitioner.partition(TARGET, it) != 0)
                .findFirst()
                .orElseThrow();
        var topology = DetectorTopology.build(
                kafka, Rules.defaults(), CommitPacing.regularOnly(), (observation, due, decision) -> {}, partitions);
        try (var driver = driver(topology)) {
            feed(driver, history());

            assertThat(letters(driver)).hasSameSizeAs(history());
            assertThat(transitions(driver)).isEmpty();
        }
    }

    /** A good record with one to three changed bytes may still decode; whatever its content, it must not stop the processor. */
    @Test
    void shouldGoOnWhateverStandsInTheLog() {
        long seed = Long.getLong("seed", 4711);
        var random = new SplittableRandom(seed);
        var serializer = kafka.serde(Observation.class).serializer();
        var target = TARGET.getBytes(StandardCharsets.UTF_8);
        int records = 5_000;
        try (var driver = driver()) {
            var raw = driver.createInputTopic(
                    Topics.OBSERVATIONS.name(), new ByteArraySerializer(), new ByteArraySerializer());
            var history = history();
            for (int i = 0; i < records; i++) {
                byte[] bytes =
                        serializer.serialize(Topics.OBSERVATIONS.name(), history.get(random.nextInt(history.size())));
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
                }
                raw.pipeInput(target, bytes);
            }
            int refused = letters(driver).size();
            history.forEach(it -> raw.pipeInput(
                    "another/cn-hangzhou".getBytes(StandardCharsets.UTF_8),
                    serializer.serialize(Topics.OBSERVATIONS.name(), ofAnother(it))));

            assertThat(refused).as("seed %d: some make no sense", seed).isBetween(1, records - 1);
            assertThat(transitions(driver))
                    .as("seed %d: another target is judged as ever", seed)
                    .filteredOn(it -> it.getKey().startsWith("another/"))
                    .filteredOn(it -> it.getValue().getKind() == TransitionKind.FACET_CHANGED)
                    .hasSize(4);
        }
    }

    private static Observation ofAnother(Observation it) {
        return Observation.newBuilder(it).setAccount("another").build();
    }

    private static List<TestRecord<byte[], byte[]>> letters(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    @Test
    void shouldTellItsWitnessOfWhomItJudgesNoMore() {
        // Given
        var revoked = new ArrayList<Target>();
        try (var driver = driver(CommitPacing.regularOnly(), new RecordingListener(revoked))) {
            feed(driver, history());
            assertThat(revoked).isEmpty();
        }

        // Then
        assertThat(revoked).containsExactly(new Target("acct", "cn-hangzhou"));
    }

    private record RecordingListener(List<Target> revoked) implements DecisionListener {
        @Override
        public void decided(
                io.tunnelwatch.processor.domain.observation.Observation observation, Instant due, Decision decision) {}

        @Override
        public void revoked(Collection<Target> targets) {
            revoked.addAll(targets);
        }
    }

    @Test
    void shouldSetAsideWhatCannotBeReadOrMakesNoSenseAndGoOn() {
        try (var driver = driver()) {
            var raw = driver.createInputTopic(
                    Topics.OBSERVATIONS.name(), new ByteArraySerializer(), new ByteArraySerializer());
            var history = history();
            byte[] good =
                    kafka.serde(Observation.class).serializer().serialize(Topics.OBSERVATIONS.name(), history.get(0));

            raw.pipeInput(TARGET.getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
            raw.pipeInput("other/target".getBytes(StandardCharsets.UTF_8), good);
            feed(driver, history);

            var letters = driver.createOutputTopic(
                            Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList();
            // The driver drops what the deserialization handler sends; DeadLetterIT sees it on a real broker.
            assertThat(letters).extracting(TestRecord::getValue).containsExactly(good);
            assertThat(letters).allSatisfy(it -> assertThat(header(it, "tunnelwatch_topic"))
                    .isEqualTo(Topics.OBSERVATIONS.name()));
            assertThat(transitions(driver)).isNotEmpty();
        }
    }

    private Topology topology(CommitPacing commitPacing) {
        return topology(commitPacing, (observation, due, decision) -> {});
    }

    private Topology topology(CommitPacing commitPacing, DecisionListener listener) {
        return DetectorTopology.build(kafka, Rules.defaults(), commitPacing, listener, 1);
    }

    private TopologyTestDriver driver() {
        return driver(CommitPacing.regularOnly());
    }

    private TopologyTestDriver driver(CommitPacing commitPacing) {
        return driver(commitPacing, (observation, due, decision) -> {});
    }

    private TopologyTestDriver driver(CommitPacing commitPacing, DecisionListener listener) {
        return driver(topology(commitPacing, listener));
    }

    private TopologyTestDriver driver(Topology topology) {
        var settings = StreamsSettings.settings(kafka, "test", "1", directory, 1);
        return new TopologyTestDriver(topology, settings, START);
    }

    private void feed(TopologyTestDriver driver, List<Observation> history) {
        var input = driver.createInputTopic(
                Topics.OBSERVATIONS.name(),
                new StringSerializer(),
                kafka.serde(Observation.class).serializer());
        history.forEach(it -> input.pipeInput(TARGET, it));
    }

    private List<TestRecord<String, Transition>> transitions(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        Topics.TRANSITIONS.name(),
                        new StringDeserializer(),
                        kafka.serde(Transition.class).deserializer())
                .readRecordsToList();
    }

    private List<TestRecord<String, Alert>> alerts(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        Topics.ALERTS.name(),
                        new StringDeserializer(),
                        kafka.serde(Alert.class).deserializer())
                .readRecordsToList();
    }

    private List<TestRecord<String, TargetView>> targets(TopologyTestDriver driver) {
        return driver.createOutputTopic(
                        Topics.TARGETS.name(),
                        new StringDeserializer(),
                        kafka.serde(TargetView.class).deserializer())
                .readRecordsToList();
    }

    private static List<String> bytes(TopologyTestDriver driver, String topic) {
        return driver
                .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(it ->
                        Arrays.toString(it.getKey()) + Arrays.toString(it.getValue()) + it.timestamp() + it.headers())
                .toList();
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Up, then down for two minutes, then up for six. */
    private static List<Observation> history() {
        var history = new ArrayList<Observation>();
        for (int scan = 1; scan <= 20; scan++) {
            Instant now = START.plus(Duration.ofSeconds(30L * scan));
            boolean down = scan >= 3 && scan < 7;
            history.add(observation(scan, 0, now, connection(down)));
            history.add(observation(scan, 1, now, new ScanCompleted(false, 1, down ? 1L : 2L, 1, now, 0)));
        }
        return history;
    }

    private static ConnectionSnapshot connection(boolean down) {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId("vco-1")
                .setContentHash(down ? 1 : 2)
                .setStatus(down ? "ike_sa_not_established" : "ipsec_sa_established")
                .setName("one")
                .build();
    }

    private static Observation observation(int scan, int index, Instant now, Object body) {
        return new Observation(
                "acct", "cn-hangzhou", new Order(1L, (long) scan, index), now, now.plusSeconds(30), 30_000L, body);
    }
}
