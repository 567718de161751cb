package io.tunnelwatch.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Observation.Body;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Target TARGET = new Target("prod", "cn-hangzhou");

    private final ManualClock clock = new ManualClock();
    private final MockProducer<String, io.tunnelwatch.v1.Observation> log =
            new MockProducer<>(true, null, new StringSerializer(), (topic, value) -> new byte[0]);
    private final Watchdog watchdog = new Watchdog(clock, clock::nanos, log, "observations");

    @AfterEach
    void close() {
        watchdog.close();
    }

    @Test
    void shouldTellSilenceWhenTheNextLookIsLongOverdue() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);

        // When
        passed(Duration.ofSeconds(89));
        assertThat(log.history()).isEmpty();
        passed(Duration.ofSeconds(2));

        // Then
        assertThat(log.history()).singleElement().satisfies(it -> {
            assertThat(it.key()).isEqualTo("prod/cn-hangzhou");
            assertThat(it.value().getBody()).isEqualTo(new TargetSilent(ManualClock.BEGAN, null));
            assertThat(it.value().getObservedAt()).isEqualTo(clock.instant());
        });
    }

    @Test
    void shouldExpectNothingOfATargetThatIsRetired() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);
        hear(new Observation.Retired(), INTERVAL);

        // When
        passed(Duration.ofHours(1));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldNotTakeAPollerThatIsAskedToWaitForADeadOne() {
        // Given
        hear(new Observation.ScanFailed(Observation.Failure.OTHER, "Throttling.User"), Duration.ofMinutes(5));

        // When
        passed(Duration.ofMinutes(5).plus(INTERVAL));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldGoByThePollersClockForItsPromises() {
        // Given
        var anHourAgo = clock.instant().minus(Duration.ofHours(1));
        watchdog.decided(
                observation(new Observation.ScanCompleted(0, 0), anHourAgo), anHourAgo.plus(INTERVAL), decision());

        // When
        passed(Duration.ofSeconds(60));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldKeepTellingWhileSilenceLasts() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);
        passed(Duration.ofSeconds(91));
        hear(new Observation.Silent(), INTERVAL);

        // When
        passed(Duration.ofSeconds(31));

        // Then
        assertThat(log.history()).hasSize(2);
    }

    @Test
    void shouldTellASilenceOnceThoughItsRecordIsNotReadYet() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);
        passed(Duration.ofSeconds(91));

        // When
        passed(Duration.ofSeconds(1));

        // Then
        assertThat(log.history()).hasSize(1);
    }

    @Test
    void shouldNotTakeAShortPauseForSilenceHoweverShortTheInterval() {
        // Given
        var observation = new Observation(
                TARGET, new Order(1, 1, 0), clock.instant(), Duration.ofSeconds(1), new Observation.Silent());
        watchdog.decided(observation, clock.instant().plusSeconds(1), decision());

        // When
        passed(Duration.ofSeconds(9));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldNotMissAPollerOfImportedHistory() {
        // Given
        var imported = new Observation(
                TARGET,
                new Order(Long.MIN_VALUE + 1, 1, 0),
                clock.instant(),
                INTERVAL,
                new Observation.ScanCompleted(0, 0));
        watchdog.decided(imported, clock.instant().plus(INTERVAL), decision());

        // When
        passed(Duration.ofDays(1));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldTellSilenceAfterARestartThoughItHeardNothingItself() {
        // Given
        watchdog.assigned(List.of(remembered()));

        // When
        passed(Duration.ofSeconds(89));
        assertThat(log.history()).isEmpty();
        passed(Duration.ofSeconds(2));

        // Then
        assertThat(log.history()).singleElement().satisfies(it -> {
            assertThat(it.value().getBody()).isEqualTo(new TargetSilent(ManualClock.BEGAN, null));
            assertThat(it.value().getOrder()).isEqualTo(new io.tunnelwatch.v1.Order(1L, 1L, 1));
        });
    }

    @Test
    void shouldSayNothingOfWhatSomebodyElseJudgesNow() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);

        // When
        watchdog.revoked(List.of(TARGET));
        passed(Duration.ofDays(1));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldNotTakeAStepOfTheClockForSilence() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);

        // When
        clock.step(Duration.ofHours(1));
        passed(Duration.ofSeconds(1));

        // Then
        assertThat(log.history()).isEmpty();
    }

    @Test
    void shouldHearSilenceThoughTheClockWasSetBack() {
        // Given
        hear(new Observation.ScanCompleted(0, 0), INTERVAL);

        // When
        clock.step(Duration.ofHours(-1));
        passed(Duration.ofSeconds(91));

        // Then
        assertThat(log.history())
                .singleElement()
                .satisfies(it -> assertThat(it.value().getObservedAt()).isEqualTo(ManualClock.BEGAN));
    }

    private static TargetState remembered() {
        return decision().target().orElseThrow();
    }

    private void hear(Body body, Duration untilNextPoll) {
        var observation = observation(body, clock.instant());
        watchdog.decided(observation, clock.instant().plus(untilNextPoll), decision(observation));
    }

    private void passed(Duration time) {
        clock.advance(time);
        watchdog.check();
    }

    private static Observation observation(Body body, Instant at) {
        return new Observation(TARGET, new Order(1, 1, 0), at, INTERVAL, body);
    }

    /** Any decision that accepted the observation. */
    private static Decision decision() {
        return decision(observation(new Observation.ScanCompleted(0, 0), ManualClock.BEGAN));
    }

    private static Decision decision(Observation observation) {
        return new Detector(Rules.defaults()).decide(null, new InMemoryState(), observation);
    }
}
