package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.topics.FakeKafkaLog;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One unreadable record must not end the feed of the whole page. */
@SuppressWarnings("NullAway.Init") // @BeforeEach
class FeedTest {
    @TempDir
    Path directory;

    private final Instant now = Instant.now();
    private final SampleRecords records = new SampleRecords(now);
    private final FakeKafkaLog log = new FakeKafkaLog();
    private final ReadModel model = new ReadModel();
    private final PrometheusRegistry metrics = new PrometheusRegistry();
    private FakeRegistry registry;
    private KafkaAccess kafka;
    private Feed feed;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        kafka = KafkaAccess.of(Settings.of(registry.settings()));
        feed = new Feed(
                kafka,
                log::consumer,
                "topic-1",
                model,
                Clock.systemUTC(),
                directory,
                new SkippedRecords(metrics, "page"));
    }

    @AfterEach
    void stop() {
        feed.close();
        registry.close();
    }

    static List<Topic> topics() {
        return List.of(
                Topics.CONNECTIONS,
                Topics.ALERTS,
                Topics.HISTORY,
                Topics.OBSERVATIONS,
                Topics.TRANSITIONS,
                Topics.TARGETS,
                Topics.COMMANDS,
                Topics.NOTIFICATIONS);
    }

    @ParameterizedTest
    @MethodSource("topics")
    void shouldPassOverWhatCannotBeReadCountItAndGoOn(Topic topic) {
        // Given
        byte[] key = bytes("somebody/else");
        byte[] good = encoded(topic, record(topic, "vco-0"));
        var bad = new ArrayList<byte @Nullable []>(List.of(
                new byte[0],
                bytes("not avro at all"),
                new byte[] {0, 0, 0, 99, 99, 1},
                Arrays.copyOf(good, good.length - 1),
                encoded(Topics.AVAILABILITY, hour()),
                good)); // with another key than its value
        if (topic.cleanup() == Topic.Cleanup.DELETE) {
            bad.add(null);
        }

        // When
        log.append(topic.name(), null, good, now.toEpochMilli());
        log.append(topic.name(), null, null, now.toEpochMilli());
        bad.forEach(it -> log.append(topic.name(), key, it, now.toEpochMilli()));
        tell(topic, "vco-1");
        feed.start((kind, what) -> {});

        // Then
        Awaitility.await().untilAsserted(() -> {
            assertThat(isKnown(topic, "vco-1")).isTrue();
            assertThat(feed.health().ready()).isTrue();
        });
        assertThat(isKnown(topic, "vco-0")).isFalse();
        assertThat(feed.health().detail())
                .isEqualTo("the page is up to date, except for unreadable records in " + topic.name());
        assertThat(counted()).isEqualTo(Map.of(topic.name(), bad.size() + 2L));
        tell(topic, "vco-2");
        Awaitility.await().until(() -> isKnown(topic, "vco-2"));
        assertThat(feed.ended()).isNotDone();
    }

    @ParameterizedTest
    @MethodSource("topicsReadFromAMomentOn")
    @Tag("F-45")
    void shouldReadAPartitionThatCannotBeSearchedFromItsBeginning(Topic topic) {
        // Given
        tell(topic, "vco-1");
        long damaged = log.append(topic.name(), bytes("acct/region"), bytes("spoilt"), now.toEpochMilli());
        log.damage(log.topic(topic.name()), damaged, damaged);
        tell(topic, "vco-2");
        // When
        feed.start((kind, what) -> {});
        // Then
        Awaitility.await().until(() -> feed.health().ready());
        assertThat(isKnown(topic, "vco-2")).isTrue();
        assertThat(feed.health().detail())
                .isEqualTo("the page is up to date, except for unreadable records in " + topic.name());
    }

    static List<Topic> topicsReadFromAMomentOn() {
        return List.of(Topics.OBSERVATIONS, Topics.TRANSITIONS, Topics.NOTIFICATIONS);
    }

    @Test
    void shouldTakeBackWhatACompactedTopicTakesBack() {
        tell(Topics.CONNECTIONS, "vco-1");
        tell(Topics.CONNECTIONS, "vco-2");
        log.append(Topics.CONNECTIONS.name(), bytes("acct/region/vco-1"), null, now.toEpochMilli());
        feed.start((kind, what) -> {});

        Awaitility.await().until(() -> feed.health().ready());

        assertThat(model.connection("vco-1")).isEmpty();
        assertThat(model.connection("vco-2")).isPresent();
        assertThat(counted()).isEmpty();
    }

    @Test
    void shouldCountAJudgementOnlyWhenItsTransitionsAreRead() {
        // Given
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().ready());
        log.holdBack(Topics.TRANSITIONS.name());
        tell(Topics.TRANSITIONS, "vco-1");
        tell(Topics.TARGETS, "region");
        tell(Topics.ALERTS, "after");
        Awaitility.await().until(() -> isKnown(Topics.ALERTS, "after"));
        tell(Topics.ALERTS, "later");
        Awaitility.await().until(() -> isKnown(Topics.ALERTS, "later"));
        assertThat(isKnown(Topics.TARGETS, "region")).isFalse();

        // When
        log.holdBack(null);

        // Then
        Awaitility.await().until(() -> isKnown(Topics.TARGETS, "region"));
        assertThat(isKnown(Topics.TRANSITIONS, "vco-1")).isTrue();
    }

    @Test
    @Tag("F-46")
    void shouldWaitForARegistryThatIsAwayAndLoseNothing() throws IOException {
        // Given
        topics().forEach(it -> tell(it, "vco-1"));
        registry.close();

        // When
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().detail().contains("schema registry"));
        assertThat(feed.health().alive()).isTrue();
        assertThat(feed.health().ready()).isFalse();
        registry.reopen();

        // Then
        Awaitility.await().until(() -> feed.health().ready());
        assertThat(topics()).allMatch(it -> isKnown(it, "vco-1"));
        assertThat(counted()).isEmpty();
        assertThat(feed.ended()).isNotDone();
    }

    @Test
    void shouldStopWhileItWaitsForTheRegistry() {
        tell(Topics.ALERTS, "vco-1");
        registry.close();
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().detail().contains("schema registry"));

        feed.close();

        assertThat(feed.ended()).isCompleted();
    }

    @Test
    void shouldSayThatItIsDeadWhenItsThreadEnds() {
        // Given
        var broken = new Feed(
                kafka,
                log::consumer,
                "topic-1",
                model,
                Clock.systemUTC(),
                directory,
                new SkippedRecords(new PrometheusRegistry(), "page"));
        broken.start((kind, what) -> {
            throw new LinkageError("a bug");
        });
        Awaitility.await().until(() -> broken.health().ready());

        // When
        tell(Topics.ALERTS, "vco-1");

        // Then
        Awaitility.await().until(() -> broken.ended().isCompletedExceptionally());
        assertThat(broken.health().alive()).isFalse();
        broken.close();
    }

    @Test
    @Tag("F-43")
    void shouldNotJumpOverWhatIsThereWhenWhatComesNextIsGone() {
        // Given
        tell(Topics.HISTORY, "vco-1");
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().ready());

        // When
        tell(Topics.HISTORY, "vco-2");
        tell(Topics.HISTORY, "vco-3");
        log.deleteBefore(log.topic(Topics.HISTORY.name()), 2);

        // Then
        Awaitility.await().until(() -> isKnown(Topics.HISTORY, "vco-3"));
    }

    @Test
    void shouldSayWhatWasDeletedWhileItWasAway() {
        // Given
        tell(Topics.HISTORY, "vco-1");
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().ready());
        feed.close();

        // When
        tell(Topics.HISTORY, "vco-2");
        tell(Topics.HISTORY, "vco-3");
        log.deleteBefore(log.topic(Topics.HISTORY.name()), 2);
        var again = new ReadModel();
        feed = new Feed(
                kafka,
                log::consumer,
                "topic-1",
                again,
                Clock.systemUTC(),
                directory,
                new SkippedRecords(new PrometheusRegistry(), "page"));
        feed.start((kind, what) -> {});
        Awaitility.await().until(() -> feed.health().ready());

        // Then
        assertThat(again.intervals().knows("vco-1")).isTrue();
        assertThat(again.intervals().knows("vco-3")).isTrue();
        assertThat(feed.holes()).singleElement().satisfies(it -> {
            assertThat(it.topic()).isEqualTo(Topics.HISTORY.name());
            assertThat(it.cause()).isEqualTo(Hole.Cause.GONE);
        });
    }

    private void tell(Topic topic, String id) {
        var value = record(topic, id);
        log.append(topic.name(), bytes(key(topic, id)), encoded(topic, value), now.toEpochMilli());
    }

    private static String key(Topic topic, String id) {
        if (List.of(Topics.HISTORY, Topics.ALERTS, Topics.COMMANDS, Topics.NOTIFICATIONS)
                .contains(topic)) {
            return id;
        }
        boolean isOfTarget = topic.equals(Topics.OBSERVATIONS) || topic.equals(Topics.TARGETS);
        return isOfTarget ? "acct/" + id : "acct/region/" + id;
    }

    private boolean isKnown(Topic topic, String id) {
        if (topic.equals(Topics.CONNECTIONS)) {
            return model.connection(id).isPresent();
        } else if (topic.equals(Topics.ALERTS)) {
            return model.alerts().stream().anyMatch(it -> it.getFingerprint().equals(id));
        } else if (topic.equals(Topics.HISTORY)) {
            return model.intervals().knows(id);
        } else if (topic.equals(Topics.OBSERVATIONS) || topic.equals(Topics.TARGETS)) {
            return model.target("acct", id).isPresent();
        } else if (topic.equals(Topics.COMMANDS)) {
            return model.commands().find(id).isPresent();
        } else if (topic.equals(Topics.NOTIFICATIONS)) {
            return model.notices().decision(id).isPresent();
        }
        return !model.changes(records.connection(id)).isEmpty();
    }

    private SpecificRecord record(Topic topic, String id) {
        if (topic.equals(Topics.CONNECTIONS)) {
            return records.connection(id);
        } else if (topic.equals(Topics.ALERTS)) {
            return records.alert(id);
        } else if (topic.equals(Topics.HISTORY)) {
            return interval(id);
        } else if (topic.equals(Topics.OBSERVATIONS)) {
            return records.observation(id);
        } else if (topic.equals(Topics.TARGETS)) {
            return records.target(id);
        } else if (topic.equals(Topics.COMMANDS)) {
            return records.command(id).build();
        } else if (topic.equals(Topics.NOTIFICATIONS)) {
            return records.notice(id);
        }
        return Transition.newBuilder()
                .setTransitionId("t-" + id)
                .setKind(TransitionKind.CONNECTION_CREATED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(id)
                .setEntity(id)
                .setNotBefore(now)
                .setDetectedAt(now)
                .setOrder(SampleRecords.ORDER)
                .build();
    }

    private Interval interval(String id) {
        return Interval.newBuilder()
                .setIntervalId(id)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(id)
                .setFacet(FacetKind.IPSEC)
                .setState(FacetState.UP)
                .setReason(FacetReason.UNKNOWN)
                .setValidFrom(now)
                .setValidFromNotBefore(now)
                .build();
    }

    private HourlyAvailability hour() {
        return new HourlyAvailability(
                "acct", "region", null, null, "vco-1", FacetKind.IPSEC, now, 0L, 0L, 0L, 0L, 0L, 0, 0.0);
    }

    private byte[] encoded(Topic topic, SpecificRecord value) {
        @SuppressWarnings("unchecked") // the serializer looks at the value alone
        var type = (Class<SpecificRecord>) value.getClass();
        try (var serde = kafka.serde(type)) {
            return Objects.requireNonNull(serde.serializer().serialize(topic.name(), value));
        }
    }

    private Map<String, Long> counted() {
        var counts = new java.util.TreeMap<String, Long>();
        metrics.scrape(it -> it.equals("tunnelwatch_sink_unreadable_records")).stream()
                .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
                .forEach(it -> counts.put(it.getLabels().get("topic"), (long) it.getValue()));
        return counts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
