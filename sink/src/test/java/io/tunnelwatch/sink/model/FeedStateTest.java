package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.IntervalCache.Position;
import io.tunnelwatch.sink.topics.FakeKafkaLog;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of the feed, from its start to its end and its next start. */
@SuppressWarnings("NullAway.Init") // @BeforeEach
class FeedStateTest {
    @TempDir
    Path directory;

    private final FakeKafkaLog log = new FakeKafkaLog();
    private final List<Consumer<byte[], byte[]>> consumers = new ArrayList<>();
    private final ReadModel model = new ReadModel();
    private FakeRegistry registry;
    private Feed feed;

    @BeforeEach
    void create() throws IOException {
        registry = new FakeRegistry();
        feed = feed();
    }

    private Feed feed() {
        return new Feed(
                KafkaAccess.of(Settings.of(registry.settings())),
                this::consumer,
                "topic-1",
                model,
                Clock.systemUTC(),
                directory,
                new SkippedRecords(new PrometheusRegistry(), "page"));
    }

    private Consumer<byte[], byte[]> consumer() {
        var consumer = log.consumer();
        consumers.add(consumer);
        return consumer;
    }

    @AfterEach
    void stop() {
        feed.close();
        registry.close();
    }

    @Test
    void shouldKnowNothingUntilItHasReadItsTopicsToTheirEnd() {
        assertThat(feed.isCaughtUp()).isFalse();
        assertThat(model.isCaughtUp()).isFalse();

        feed.start((kind, what) -> {});

        Awaitility.await().until(feed::isCaughtUp);
        assertThat(model.isCaughtUp()).isTrue();
    }

    @Test
    void shouldGoOnWithAnotherConsumerAfterTheClockWasSet() {
        feed.start((kind, what) -> {});
        Awaitility.await().until(feed::isCaughtUp);

        feed.clockWasSet();

        Awaitility.await().until(() -> log.consumers() == 2);
        assertThat(feed.health().ready()).isTrue();
    }

    /** The intervals that it has read are on its disk. */
    @Test
    void shouldGoOnWhereItEnded() {
        log.append(Topics.HISTORY.name(), new byte[0], new byte[0], 0);
        feed.start((kind, what) -> {});
        Awaitility.await().until(feed::isCaughtUp);
        assertThat(feed.unreadable()).containsExactly(Topics.HISTORY.name());
        feed.close();

        feed = feed();
        feed.start((kind, what) -> {});

        Awaitility.await().until(feed::isCaughtUp);
        assertThat(feed.unreadable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-60, 0", "60, 3"})
    void shouldReadEachTopicAsFarBackAsItIsNeeded(int secondsLater, int read) {
        var back = Map.of(
                Topics.OBSERVATIONS,
                Duration.ofHours(1),
                Topics.TRANSITIONS,
                Duration.ofDays(90),
                Topics.NOTIFICATIONS,
                Duration.ofDays(30));
        back.forEach((topic, it) -> log.append(
                topic.name(),
                new byte[0],
                new byte[0],
                Instant.now().minus(it).plusSeconds(secondsLater).toEpochMilli()));

        feed.start((kind, what) -> {});

        Awaitility.await().until(feed::isCaughtUp);
        assertThat(feed.unreadable()).hasSize(read);
    }

    @Test
    void shouldNotKeepIntervalsForLongerThanTheirTopic() {
        // Given
        var label = new FacetLabel(FacetState.UP, FacetReason.UNKNOWN, "", CloseReason.DELETED);
        var old = new Intervals();
        old.put("vco-1", FacetKind.IPSEC, 0, 1_000, 0, label);
        new IntervalCache(directory).write(new Position("topic-1", new TreeMap<>(Map.of(0, 0L))), old);
        feed.start((kind, what) -> {});
        Awaitility.await().until(feed::isCaughtUp);
        assertThat(model.intervals().size()).isOne();

        // When
        feed.close();

        // Then
        var kept = new Intervals();
        assertThat(new IntervalCache(directory).read("topic-1", kept)).isPresent();
        assertThat(kept.size()).isZero();
    }

    @Test
    void shouldCloseItsConsumerEvenIfItNeverStarted() {
        feed.close();

        assertThat(consumers).singleElement().satisfies(it -> assertThat(((MockConsumer<?, ?>) it).closed())
                .isTrue());
        assertThat(feed.ended()).isCompleted();
    }

    @Test
    void shouldBeUnreadyWithoutAPollForFifteenSecondsAndDeadForAMinute() {
        assertThat(Feed.silence(Duration.ofSeconds(15))).isEmpty();
        assertThat(Feed.silence(Duration.ofSeconds(16)))
                .contains(Health.starting("the page has read nothing for 16 s"));
        assertThat(Feed.silence(Duration.ofSeconds(60)))
                .contains(Health.starting("the page has read nothing for 60 s"));
        assertThat(Feed.silence(Duration.ofSeconds(61))).contains(Health.dead("the page has read nothing for 61 s"));
    }
}
