package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTopologyTest {
    private static final String TARGET = "acct/region";
    private static final String KEY = TARGET + "/vco-1";

    /** Kafka's timestamp for a record without one. */
    private static final Instant NO_TIME = Instant.ofEpochMilli(-1);

    @TempDir
    Path directory;

    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private final StreamsErrorMetrics errorMetrics = new StreamsErrorMetrics("history", metrics);

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
        try (var picture = Objects.requireNonNull(HistoryTopologyTest.class.getResourceAsStream("topology.txt"))) {
            golden = new String(picture.readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(HistoryTopology.build(kafka, CommitPacing.regularOnly())
                        .describe()
                        .toString()
                        .strip())
                .as("a changed name or store is a migration: stop and think, then change topology.txt")
                .isEqualTo(golden.strip());
    }

    @Test
    void shouldTellAnHourOnceItsTargetIsSeenWellPastIt() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        observe(TransitionChain.START.plus(Duration.ofMinutes(64)));
        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).isEmpty();

        observe(TransitionChain.START.plus(Duration.ofMinutes(66)));

        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getKey()).isEqualTo("acct/region/vco-1/IPSEC/2026-01-01T00:00:00Z");
                    assertThat(it.getValue().getUpMillis()).isEqualTo(3_540_000);
                    assertThat(it.timestamp()).isEqualTo(TransitionChain.START.toEpochMilli() + HourSums.HOUR);
                    assertThat(header(it, "ce_type")).isEqualTo("io.tunnelwatch.availability.v1");
                });
    }

    @Test
    void shouldTellTheHoursOfOneTargetOnly() {
        take(
                KEY,
                new TransitionChain("vco-1", null, FacetKind.IPSEC)
                        .to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        observe("acct/region2", TransitionChain.START.plus(Duration.ofHours(2)));

        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).isEmpty();
    }

    @Test
    void shouldTellWhatIsOpenAgainOnEveryNewDay() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));
        take(KEY, chain.to(90, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        observe(TransitionChain.START.plus(Duration.ofHours(20)));
        var opened = read(Topics.HISTORY.name(), Interval.class);

        observe(TransitionChain.START.plus(Duration.ofHours(25)));

        assertThat(read(Topics.HISTORY.name(), Interval.class)).singleElement().satisfies(it -> {
            assertThat(it.getValue()).isEqualTo(opened.get(opened.size() - 1).getValue());
            assertThat(it.timestamp())
                    .isEqualTo(TransitionChain.START.plus(Duration.ofDays(1)).toEpochMilli());
            assertThat(header(it, "ce_id")).endsWith("-open-2026-01-02T00:00:00Z");
        });
    }

    @Test
    void shouldForgetADeletedConnectionAWeekLater() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        take(KEY, chain.end(90));
        take(KEY, chain.deleted(90));
        observe(TransitionChain.START.plus(Duration.ofDays(6)));
        assertThat(read(Topics.CONNECTIONS.name(), ConnectionView.class))
                .allSatisfy(it -> assertThat(it.getValue()).isNotNull());

        observe(TransitionChain.START.plus(Duration.ofDays(9)));

        assertThat(read(Topics.CONNECTIONS.name(), ConnectionView.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getKey()).isEqualTo(KEY);
                    assertThat(it.getValue()).isNull();
                });
    }

    @Test
    void shouldTakeAConnectionOffTheBoardWhenItsTargetIsRetired() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        take(KEY, chain.retired(90));
        take(KEY, chain.connectionRetired(90));

        var views = read(Topics.CONNECTIONS.name(), ConnectionView.class);
        assertThat(views.get(views.size() - 1).getValue().getDeletedAt())
                .isEqualTo(TransitionChain.START.plusSeconds(90));
        assertThat(read(Topics.HISTORY.name(), Interval.class))
                .extracting(it -> it.getValue().getCloseReason())
                .containsExactly(null, CloseReason.RETIRED);

        // The connection is seen again.
        take(KEY, chain.to(120, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(read(Topics.CONNECTIONS.name(), ConnectionView.class))
                .singleElement()
                .satisfies(it -> assertThat(it.getValue().getDeletedAt()).isNull());
    }

    /** A retired target's own clock has stopped. */
    @Test
    void shouldForgetAWeekLaterWhatWasRetiredWithItsTarget() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        observe(TransitionChain.START.plus(Duration.ofMinutes(66)));
        take(KEY, chain.retired(4_000));
        take(KEY, chain.connectionRetired(4_000));
        observe("acct/region2", TransitionChain.START.plus(Duration.ofDays(6)));
        assertThat(read(Topics.CONNECTIONS.name(), ConnectionView.class))
                .allSatisfy(it -> assertThat(it.getValue()).isNotNull());

        observe("acct/region2", TransitionChain.START.plus(Duration.ofDays(9)));

        assertThat(read(Topics.CONNECTIONS.name(), ConnectionView.class))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getKey()).isEqualTo(KEY);
                    assertThat(it.getValue()).isNull();
                });
    }

    @Test
    void shouldMakeNoRowOfATransitionThatStandsUnderAnothersKey() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);

        take("acct/region/vco-2", chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(everything()).isEmpty();
    }

    @Test
    void shouldSetAsideAStrikeWithoutKeyOrValueAndGoOn() {
        // Given
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        // When
        strike(null, TransitionChain.START.toEpochMilli());
        strike(TARGET, null);
        observe(TransitionChain.START.plus(Duration.ofMinutes(66)));
        // Then
        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).hasSize(1);
        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(2);
    }

    /** A transition that is published a second late is an alarm a second late; hours have time. */
    @Test
    void shouldBeInHasteAboutATransitionOnly() {
        // Given
        var told = new ArrayList<Instant>();
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        Transition up = chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);

        // When
        driver.close();
        driver = driver(new CommitPacing() {
            @Override
            public void published(Instant of) {
                told.add(of);
            }

            @Override
            public boolean isCommitDue() {
                return false;
            }

            @Override
            public Duration retryAfter() {
                return Duration.ZERO;
            }
        });
        take(KEY, up);
        strike(TARGET, TransitionChain.START.plus(Duration.ofHours(1)).toEpochMilli());

        // Then
        assertThat(told).containsExactly(up.getDetectedAt());
    }

    /** Any eight bytes decode to a number; a tick far in the future would suppress all later hours of a target. */
    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, 1, 3_600_001, Long.MIN_VALUE, Long.MAX_VALUE, 7_202_689_480_904_400_000L})
    void shouldSetAsideAStrikeThatIsNoHourAndGoOn(long noHour) {
        // Given
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        // When
        strike(TARGET, noHour);
        observe(TransitionChain.START.plus(Duration.ofMinutes(66)));
        // Then
        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).hasSize(1);
        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(1);
    }

    /** Kafka refuses a record with a time before 1970, which would stop the history again at each start. */
    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void shouldSetAsideATransitionAtAnImpossibleTimeAndGoOn(long noTime) {
        // Given
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        Transition up = chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);
        Instant time = Instant.ofEpochMilli(noTime);
        // When
        take(KEY, Transition.newBuilder(up).setDetectedAt(time).build());
        take(KEY, Transition.newBuilder(up).setNotBefore(time).build());
        take(KEY, up);
        // Then
        assertThat(read(Topics.HISTORY.name(), Interval.class)).hasSize(1);
        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .hasSize(2);
    }

    @Test
    void shouldCountWhatIsSetAsideByWhatIsWrongWithIt() {
        strike(null, TransitionChain.START.toEpochMilli());
        strike(TARGET, null);
        driver.createInputTopic(Topics.TRANSITIONS.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(KEY, new byte[] {0, 0, 0, 99, 99, 1});

        var counted = (CounterSnapshot) metrics.scrape("tunnelwatch_history_dead_letters"::equals).stream()
                .findFirst()
                .orElseThrow();
        assertThat(counted.getDataPoints())
                .extracting(it -> it.getLabels().get("kind"), it -> it.getValue())
                .containsExactlyInAnyOrder(tuple("impossible", 2.0), tuple("unreadable", 1.0), tuple("too_large", 0.0));
    }

    /** Clients other than Kafka's own may write such a record. */
    @Test
    void shouldTakeATransitionWithoutATimeAtTheTimeThatItSpeaksOf() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);

        take(KEY, chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED), NO_TIME);
        take(KEY, chain.to(90, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        assertThat(read(Topics.HISTORY.name(), Interval.class))
                .extracting(TestRecord::timestamp)
                .containsExactly(at(60), at(90), at(90));
    }

    @Test
    void shouldStrikeNoHourForAnObservationWithoutATime() {
        take(
                KEY,
                new TransitionChain("vco-1", null, FacetKind.IPSEC)
                        .to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        observe(TARGET, NO_TIME);
        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).isEmpty();
        observe(TransitionChain.START.plus(Duration.ofMinutes(66)));

        assertThat(read(Topics.AVAILABILITY.name(), HourlyAvailability.class)).hasSize(1);
    }

    /** A dead letter with the earliest timestamp would be deleted at once. */
    @Test
    void shouldSetAsideUnderTodaysTimeWhatHasNone() {
        take("acct/region/vco-2", new TransitionChain("vco-1", null, FacetKind.IPSEC).deleted(60), NO_TIME);
        take(KEY, null, NO_TIME);

        assertThat(driver.createOutputTopic(
                                Topics.DEAD_LETTERS.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList())
                .extracting(TestRecord::timestamp)
                .containsExactly(at(60), null);
    }

    private static long at(int second) {
        return TransitionChain.START.plusSeconds(second).toEpochMilli();
    }

    @Test
    void shouldTellNothingForWhatComesTwice() {
        var chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
        var first = chain.to(60, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);
        var second = chain.to(90, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED);
        take(KEY, first);
        take(KEY, second);
        observe(TransitionChain.START.plus(Duration.ofHours(3)));
        everything();

        take(KEY, first);
        take(KEY, second);
        observe(TransitionChain.START.plus(Duration.ofHours(3)));

        assertThat(everything()).isEmpty();
    }

    @Test
    void shouldGiveTheSameBytesAgain() {
        var history = new RandomTransitions(7, null, 30);
        var runs = new ArrayList<List<String>>();
        for (int run = 0; run < 2; run++) {
            for (Transition it : history.transitions) {
                take(KEY, it);
                observe(it.getDetectedAt());
            }
            observe(TransitionChain.START.plus(Duration.ofHours(31)));
            runs.add(everything());
            driver.close();
            driver = driver();
        }

        assertThat(runs.get(0)).hasSizeGreaterThan(history.transitions.size());
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
    }

    private TopologyTestDriver driver() {
        return driver(CommitPacing.regularOnly());
    }

    private TopologyTestDriver driver(CommitPacing commitPacing) {
        var settings = StreamsSettings.settings(kafka, "test", "1", directory, 1);
        return new TopologyTestDriver(
                HistoryTopology.build(kafka, commitPacing), errorMetrics.attachTo(settings), TransitionChain.START);
    }

    private void take(String key, Transition it) {
        take(key, it, it.getDetectedAt());
    }

    private void take(String key, @Nullable Transition it, Instant at) {
        TestInputTopic<String, Transition> input = driver.createInputTopic(
                Topics.TRANSITIONS.name(),
                new StringSerializer(),
                kafka.serde(Transition.class).serializer());
        input.pipeInput(key, it, at);
    }

    private void observe(Instant at) {
        observe(TARGET, at);
    }

    private void observe(String target, Instant at) {
        driver.createInputTopic(Topics.OBSERVATIONS.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(target, new byte[] {0}, at);
    }

    private void strike(@Nullable String target, @Nullable Long millis) {
        driver.createInputTopic("test-hours-repartition", new StringSerializer(), new LongSerializer())
                .pipeInput(target, millis, TransitionChain.START);
    }

    private <T extends SpecificRecord> List<TestRecord<String, T>> read(String topic, Class<T> type) {
        return driver.createOutputTopic(
                        topic, new StringDeserializer(), kafka.serde(type).deserializer())
                .readRecordsToList();
    }

    private List<String> everything() {
        var all = new ArrayList<String>();
        for (var topic : List.of(Topics.HISTORY, Topics.CONNECTIONS, Topics.AVAILABILITY)) {
            driver.createOutputTopic(topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .forEach(it -> all.add(Arrays.toString(it.getKey())
                            + Arrays.toString(it.getValue())
                            + it.timestamp()
                            + it.headers()));
        }
        return all;
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
