package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.testsupport.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks jump and differ; the time of observations goes on, without standing still and without running back. */
class SkewedClockTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final FakeObservationLog log = new FakeObservationLog();
    private final LogChecker reader = new LogChecker();
    private final FakeCloud cloud = new FakeCloud();

    @BeforeEach
    void fill() {
        cloud.putMany(3);
    }

    /** A downstream timer of a minute must not take an hour. */
    @ParameterizedTest
    @ValueSource(strings = {"PT30S", "PT20M", "PT1H"})
    @Tag("F-19")
    void shouldLetTimePassAfterTheClockWasSetBack(Duration back) {
        // Given
        TargetPoller poller = poller(clock);
        look(poller);
        Instant before = look(poller);
        clock.step(back.negated());
        Instant setTo = clock.instant();
        // When
        Instant after = before;
        for (int look = 0; look < 20; look++) {
            Instant next = look(poller);
            // Then
            assertThat(Duration.between(after, next)).isLessThanOrEqualTo(INTERVAL);
            after = next;
        }
        Duration passed = Duration.between(setTo, clock.instant());
        assertThat(Duration.between(before, after))
                .isGreaterThanOrEqualTo(passed.minus(INTERVAL).dividedBy(2).minusSeconds(1));
        // And: after twice that time, it is the clock's time again
        while (Duration.between(setTo, clock.instant())
                        .compareTo(back.multipliedBy(2).plus(INTERVAL.multipliedBy(2)))
                < 0) {
            after = look(poller);
        }
        assertThat(after).isEqualTo(clock.instant().minus(INTERVAL));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Tag("F-19")
    void shouldNeverRunBackHoweverTheClockJumps(long seed) {
        // Given
        var random = new Random(seed);
        TargetPoller poller = poller(clock);
        for (int look = 0; look < 500; look++) {
            if (random.nextInt(5) == 0) {
                clock.step(Duration.ofSeconds(random.nextInt(7_200) - 3_600L));
            }
            // When / Then: the reader judges order and time
            look(poller);
        }
    }

    /** Take-overs by a process with another clock, and back. */
    @Test
    @Tag("F-19")
    void shouldRunOnOverTakeOversBetweenClocksThatDiffer() {
        // Given
        var ahead = Clock.offset(clock, Duration.ofMinutes(10));
        var behind = Clock.offset(clock, Duration.ofSeconds(-30));
        for (int takeOver = 0; takeOver < 20; takeOver++) {
            // When
            TargetPoller poller = poller(takeOver % 2 == 0 ? ahead : behind);
            // Then: the reader judges
            Instant first = look(poller);
            look(poller);
            assertThat(look(poller)).isAfterOrEqualTo(first.plus(INTERVAL));
        }
    }

    /**
     * While the poller could not reach the log, the watchdog, whose clock is ahead, wrote into it; the poller was away even
     * longer.
     */
    @Test
    @Tag("F-19")
    void shouldNotLeapWhenItComesBackToALogThatIsAhead() {
        // Given
        var time = new EventTime();
        Instant before = time.at(clock.instant());
        Instant ahead = before.plus(Duration.ofMinutes(28));
        clock.advance(Duration.ofMinutes(24));
        // When
        time.advanceTo(ahead);
        Instant back = time.at(clock.instant());
        clock.advance(INTERVAL);
        Instant next = time.at(clock.instant());
        // Then
        assertThat(back).isEqualTo(ahead.plusMillis(1));
        assertThat(next).isEqualTo(back.plus(INTERVAL.dividedBy(2)));
    }

    /** The watchdog counts from one scan to the next, and would otherwise report a silence before the next scan. */
    @Test
    @Tag("F-19")
    void shouldPromiseTheNextLookInTheTimeThatItTells() {
        // Given
        TargetPoller poller = poller(clock);
        look(poller);
        clock.step(Duration.ofMinutes(-20));
        look(poller);
        // When
        poller.poll();
        // Then
        assertThat(log.drain()).isNotEmpty().allSatisfy(it -> assertThat(
                        Duration.between(it.getObservedAt(), it.getNextPollDue()))
                .isBetween(Duration.ofSeconds(1), INTERVAL));
    }

    /** Polls, and returns the time of the observations. */
    private Instant look(TargetPoller poller) {
        poller.poll();
        clock.advance(INTERVAL);
        var observations = log.drain();
        reader.read(observations);
        assertThat(observations).isNotEmpty();
        return observations.get(0).getObservedAt();
    }

    private TargetPoller poller(Clock of) {
        var options = new PollOptions(INTERVAL, Duration.ofMinutes(15), INTERVAL, 0.2, false, false);
        return new TargetPoller(
                new TargetId("1", "eu-central-1"),
                options,
                cloud,
                new OwnedPartition(0, log),
                new NoPollListener(),
                of,
                new Random(1));
    }
}
