package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.sink.model.TargetProgress.Cause;
import io.tunnelwatch.sink.model.TargetProgress.UnknownBecause;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A target is fresh if it was scanned and judged recently, by either clock. */
class TargetProgressTest {
    private static final Instant SEEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Order ORDER = new Order(1L, 1L, 0);

    private final ManualClock clock = new ManualClock(SEEN);
    private final ReadModel model = new ReadModel(clock, clock::nanos);

    @Test
    void shouldBeStaleAfterThreeIntervalsAndWhatLiesOnTheWay() {
        look("prod");

        clock.advance(Duration.ofSeconds(92));
        assertThat(isStale()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isStale()).isTrue();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, SEEN));
    }

    @Test
    void shouldWaitAsLongAsThePollerAnnouncedWhenALookTakesLongerThanTheInterval() {
        polled("prod", Duration.ofSeconds(60));
        judged("prod", SEEN, Duration.ofSeconds(60));

        clock.advance(Duration.ofSeconds(182));
        assertThat(isStale()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(isStale()).isTrue();
    }

    /** Anybody who may write to the topic could stop the page for good with one record. */
    @Test
    void shouldRefuseTimesAndIntervalsThatNoPollerHas() {
        look("prod");
        Observation scan = observation(SEEN, "prod", INTERVAL, completed());
        Instant end = Instant.ofEpochMilli(Long.MAX_VALUE);

        for (Observation odd : List.of(
                Observation.newBuilder(scan)
                        .setPollIntervalMillis(Long.MAX_VALUE)
                        .build(),
                Observation.newBuilder(scan).setPollIntervalMillis(0).build(),
                Observation.newBuilder(scan).setObservedAt(end).build(),
                Observation.newBuilder(scan).setNextPollDue(end).build())) {
            assertThatThrownBy(() -> model.put(odd)).isInstanceOf(BadRecordException.class);
        }
        TargetView judgement = view("prod", SEEN, INTERVAL, null);
        for (TargetView odd : List.of(
                TargetView.newBuilder(judgement)
                        .setPollIntervalMillis(Long.MAX_VALUE)
                        .build(),
                TargetView.newBuilder(judgement).setJudgedAt(end).build(),
                TargetView.newBuilder(judgement).setNextPollDue(end).build())) {
            assertThatThrownBy(() -> model.put(odd)).isInstanceOf(BadRecordException.class);
        }

        assertThat(isStale()).isFalse();
    }

    /** Eight thousand years are more nanoseconds than a number holds. */
    @Test
    void shouldWaitForAPollThatIsAnnouncedForTheEndOfTime() {
        polled("prod", Duration.between(SEEN, Instant.parse("9998-01-01T00:00:00Z")));

        judged("prod", SEEN, INTERVAL);

        assertThat(isStale()).isFalse();
    }

    @Test
    void shouldNotBelieveWhatAFailedLookAnnounces() {
        // Given
        look("prod");

        // When
        clock.advance(Duration.ofSeconds(60));
        failed(Duration.ofMinutes(10));
        clock.advance(Duration.ofSeconds(33));

        // Then
        assertThat(isStale()).isTrue();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.SCANS_FAIL, SEEN));
        assertThat(target("prod").lastFailure()).contains("Throttling.User");
    }

    /** A start reads the observations of an hour, and so perhaps none of a target. */
    @Test
    void shouldWaitAsTheJudgementOfACompleteLookAnnouncesWhereNoLookWasRead() {
        judged("prod", SEEN, Duration.ofSeconds(60));
        assertThat(target("prod").staleAfter()).isEqualTo(Duration.ofSeconds(182));

        model.put(TargetView.newBuilder(view("prod", SEEN.plusSeconds(60), Duration.ofMinutes(10), null))
                .setLastComplete(SEEN)
                .build());

        assertThat(target("prod").staleAfter()).isEqualTo(Duration.ofSeconds(92));
    }

    @Test
    void shouldNotKnowWhatIsPolledAndWasNeverJudged() {
        polled("prod", INTERVAL);

        assertThat(isStale()).isTrue();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_JUDGES, null));
        assertThat(model.asOf(clock.instant())).isEmpty();
    }

    @Test
    void shouldGoStaleWithinThreeIntervalsWhenNobodyJudgesWhatIsPolled() {
        // Given
        look("prod");

        // When
        for (int i = 0; i < 3; i++) {
            clock.advance(INTERVAL);
            polled("prod", INTERVAL);
        }
        clock.advance(Duration.ofSeconds(3));

        // Then
        assertThat(isStale()).isTrue();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_JUDGES, SEEN));
        assertThat(model.asOf(clock.instant())).contains(SEEN);
    }

    @Test
    void shouldSayThatNobodyPollsWhereOnlyAJudgementOfLongAgoIsLeft() {
        clock.advance(Duration.ofHours(2));
        judged("prod", SEEN, INTERVAL);

        assertThat(isStale()).isTrue();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, SEEN));
    }

    @Test
    void shouldNotTakeTheWatchdogForAPoller() {
        look("prod");
        clock.advance(Duration.ofSeconds(90));
        observed("prod", INTERVAL, new TargetSilent(SEEN, null));
        clock.advance(Duration.ofSeconds(3));

        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, SEEN));
    }

    /** The watchdog compares the poller's times with each other; here, by a clock that is behind, its last scan looks recent. */
    @Test
    void shouldBelieveTheWatchdogUntilThePollerIsBack() {
        // Given
        clock.step(Duration.ofMinutes(2));
        look("prod");
        Instant last = clock.instant();
        clock.step(Duration.ofMinutes(-2));

        // When
        observed("prod", INTERVAL, new TargetSilent(last, null));

        // Then
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, SEEN));
        failed(INTERVAL);
        assertThat(unknownBecause()).map(UnknownBecause::cause).contains(Cause.SCANS_FAIL);
        look("prod");
        assertThat(isStale()).isFalse();
    }

    /** A processor that lags behind has not read what the poller reported since. */
    @Test
    void shouldNotBelieveTheWatchdogThatMissedAnEarlierReport() {
        look("prod");

        observed("prod", INTERVAL, new TargetSilent(SEEN.minusMillis(1), null));

        assertThat(isStale()).isFalse();
    }

    @Test
    void shouldNotKnowSinceWhenNobodyPollsATargetThatNobodyHasPolled() {
        observed("prod", INTERVAL, new TargetSilent(clock.instant(), null));

        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, null));
    }

    @Test
    void shouldNotStayFreshForAClockThatWasSetBack() {
        look("prod");

        clock.step(Duration.ofMinutes(-10));
        clock.advance(Duration.ofSeconds(92));
        assertThat(isStale()).isFalse();
        clock.advance(Duration.ofSeconds(1));

        assertThat(isStale()).isTrue();
        assertThat(model.asOf(clock.instant())).contains(clock.instant());
    }

    /** The report has just arrived, and by a clock that is behind it looks recent: the poller's own clock shows its age. */
    @Test
    void shouldNotKnowWhatWasJudgedLongBeforeTheLatestLook() {
        // Given
        clock.step(Duration.ofMinutes(-10));
        judged("prod", SEEN, INTERVAL);
        observedAt(SEEN.plusSeconds(92), "prod", INTERVAL, completed());
        assertThat(isStale()).isFalse();

        // When
        observedAt(SEEN.plusSeconds(93), "prod", INTERVAL, completed());

        // Then
        assertThat(unknownBecause()).map(UnknownBecause::cause).contains(Cause.NOBODY_JUDGES);
    }

    @Test
    void shouldBeStaleAtOnceForAClockThatWasSetForwardUntilSeenAndJudgedByIt() {
        look("prod");

        clock.step(Duration.ofMinutes(10));
        assertThat(isStale()).isTrue();
        polled("prod", INTERVAL);
        assertThat(isStale()).isTrue();
        judged("prod", clock.instant(), INTERVAL);

        assertThat(isStale()).isFalse();
    }

    @Test
    void shouldTakeALookFromTheFutureForOneOfNowAndSayByHowMuchTheClocksDiffer() {
        // Given
        clock.step(Duration.ofMinutes(10));
        look("prod");
        clock.step(Duration.ofMinutes(-10));

        // When
        look("prod");
        judged("prod", SEEN.plus(Duration.ofMinutes(10)), INTERVAL);
        observedAt(SEEN.plus(Duration.ofMinutes(10)), "prod", INTERVAL, completed());

        // Then
        assertThat(model.asOf(clock.instant())).contains(clock.instant());
        assertThat(model.clockAhead(target("prod"))).isEqualTo(Duration.ofMinutes(10));
        assertThat(isStale()).isFalse();
        clock.advance(Duration.ofSeconds(93));
        assertThat(isStale()).isTrue();
    }

    @Test
    void shouldNotBelieveALookFromTheFutureThatWasFoundInTheLog() {
        // Given
        model.markCatchingUp();
        judged("prod", SEEN.plus(Duration.ofMinutes(10)), INTERVAL);
        observedAt(SEEN.plus(Duration.ofMinutes(10)), "prod", INTERVAL, completed());
        model.markCaughtUp();
        assertThat(unknownBecause()).contains(new UnknownBecause(Cause.NOBODY_POLLS, clock.instant()));

        // When
        look("prod");

        // Then
        assertThat(isStale()).isFalse();
    }

    @Test
    void shouldBelieveALookFromTheLogOfTwoSecondsAheadAndNoMore() {
        model.markCatchingUp();
        judged("prod", SEEN, INTERVAL);
        observedAt(SEEN.plusSeconds(2), "prod", INTERVAL, completed());
        assertThat(isStale()).isFalse();
        assertThat(model.clockAhead(target("prod"))).isZero();

        observedAt(SEEN.plusMillis(2_001), "prod", INTERVAL, completed());

        assertThat(isStale()).isTrue();
        assertThat(model.clockAhead(target("prod"))).isEqualTo(Duration.ofMillis(2_001));
    }

    @Test
    void shouldLetNoTargetThatNobodyPollsHoldBackTheOthers() {
        // Given
        look("prod");
        look("gone");

        // When
        clock.advance(Duration.ofMinutes(5));
        look("prod");

        // Then
        assertThat(model.asOf(clock.instant())).contains(clock.instant());
        assertThat(model.isStale(target("gone"), clock.instant())).isTrue();
    }

    @Test
    void shouldHaveBeenFreshUntilItsOwnLastLook() {
        // Given
        look("prod");
        look("gone");
        for (String it : List.of("prod/cn-hangzhou", "gone/cn-hangzhou")) {
            long since = SEEN.toEpochMilli();
            var up = new FacetLabel(FacetState.UP, FacetReason.UNKNOWN, "", null);
            model.intervals().put(it, FacetKind.FRESHNESS, since, FacetTimeline.OPEN, since, up);
        }

        // When
        clock.advance(Duration.ofMinutes(5));
        look("prod");

        // Then
        assertThat(model.past().targets(SEEN.plusSeconds(200), clock.instant()))
                .containsEntry("prod/cn-hangzhou", new Past.Freshness(true, SEEN))
                .containsEntry("gone/cn-hangzhou", new Past.Freshness(false, SEEN));
    }

    @Test
    void shouldNotCountWhatIsRetiredUntilItComesBack() {
        // Given
        look("prod");
        look("old");

        // When
        model.put(view("old", clock.instant(), INTERVAL, clock.instant()));

        // Then
        assertThat(model.targets()).extracting(TargetProgress::account).containsExactly("prod");
        assertThat(model.isStale(target("old"), clock.instant())).isTrue();
        assertThat(model.unknownBecause(target("old"), clock.instant())).isEmpty();
        look("old");
        assertThat(model.targets()).hasSize(2);
    }

    private void look(String account) {
        polled(account, INTERVAL);
        judged(account, clock.instant(), INTERVAL);
    }

    private void polled(String account, Duration untilNext) {
        observed(account, untilNext, completed());
    }

    private ScanCompleted completed() {
        return new ScanCompleted(true, 3, 0L, 1, clock.instant(), 0);
    }

    private void failed(Duration untilNext) {
        observed("prod", untilNext, new ScanFailed(FailureClass.THROTTLED, "Throttling.User", "", ""));
    }

    private void observed(String account, Duration untilNext, SpecificRecord body) {
        observedAt(clock.instant(), account, untilNext, body);
    }

    private void observedAt(Instant at, String account, Duration untilNext, SpecificRecord body) {
        model.put(observation(at, account, untilNext, body));
    }

    private static Observation observation(Instant at, String account, Duration untilNext, SpecificRecord body) {
        return Observation.newBuilder()
                .setAccount(account)
                .setRegion("cn-hangzhou")
                .setOrder(ORDER)
                .setObservedAt(at)
                .setNextPollDue(at.plus(untilNext))
                .setPollIntervalMillis(INTERVAL.toMillis())
                .setBody(body)
                .build();
    }

    private void judged(String account, Instant at, Duration untilNext) {
        model.put(view(account, at, untilNext, null));
    }

    private static TargetView view(String account, Instant at, Duration untilNext, @Nullable Instant retiredAt) {
        return TargetView.newBuilder()
                .setAccount(account)
                .setRegion("cn-hangzhou")
                .setOrder(ORDER)
                .setJudgedAt(at)
                .setLastComplete(at)
                .setPollIntervalMillis(INTERVAL.toMillis())
                .setNextPollDue(at.plus(untilNext))
                .setConnections(3)
                .setRetiredAt(retiredAt)
                .build();
    }

    private TargetProgress target(String account) {
        return model.target(account, "cn-hangzhou").orElseThrow();
    }

    private boolean isStale() {
        return model.isStale(target("prod"), clock.instant());
    }

    private Optional<UnknownBecause> unknownBecause() {
        return model.unknownBecause(target("prod"), clock.instant());
    }
}
