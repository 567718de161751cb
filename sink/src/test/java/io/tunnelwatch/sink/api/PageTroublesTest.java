package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.api.PageTroubles.Cause;
import io.tunnelwatch.sink.api.PageTroubles.Trouble;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answer to "can I trust this screen?", for everything that can go wrong. */
class PageTroublesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final ManualFeedStatus supply = new ManualFeedStatus();
    private final ClockSteps steps = new ClockSteps(clock, clock::nanos, () -> {});
    private final PageTroubles troubles = new PageTroubles(model, supply, steps);
    private final JsonViews json = new JsonViews(model, troubles);
    private final ChangeStream stream = new ChangeStream(json, clock);
    private final StalenessNotifier doubts = new StalenessNotifier(model, troubles, json, stream, clock);
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void tell() {
        new ApiFixture(model, NOW).tell();
        doubts.check();
        stream.subscribe(Optional.empty(), text -> told.add(text.replaceAll("(?s)id: .*\\nevent: ", "event: ")));
    }

    @Test
    void shouldHaveNothingToSayWhileAllIsWell() {
        doubts.check();

        assertThat(troubles.troubles(NOW)).isEmpty();
        assertThat(troubles.ownTrouble(NOW)).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldNameTheProcessorWhenNobodyJudges() {
        clock.advance(Duration.ofSeconds(93));
        polled();
        doubts.check();

        var trouble = new Trouble(Cause.NOBODY_JUDGES, "acct/region", NOW, "");
        assertThat(troubles.troubles(clock.instant())).containsExactly(trouble);
        assertThat(troubles.ownTrouble(clock.instant())).contains(trouble);
        assertThat(trouble.inWords())
                .isEqualTo("the processor does not judge acct/region, since " + NOW
                        + ": see docs/runbook.md#nobody-judges-a-target");
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: target").contains("\"stale\":true"))
                .anySatisfy(it -> assertThat(it).startsWith("event: troubles").contains("NOBODY_JUDGES"));
    }

    @Test
    void shouldNotCallItselfUnfitForACloudThatRefusesEveryLook() {
        clock.advance(Duration.ofSeconds(93));
        new ApiFixture(model, clock.instant()).observed(new ScanFailed(FailureClass.DENIED, "Forbidden.RAM", "", ""));

        assertThat(troubles.troubles(clock.instant()))
                .extracting(Trouble::cause)
                .containsExactly(Cause.SCANS_FAIL);
        assertThat(troubles.ownTrouble(clock.instant())).isEmpty();
    }

    @Test
    void shouldSayNothingOfTheOthersWhileThePageItselfIsCutOff() {
        clock.advance(Duration.ofSeconds(93));
        supply.lost = Duration.ofSeconds(20);

        assertThat(troubles.troubles(clock.instant()))
                .containsExactly(
                        new Trouble(Cause.BROKER_LOST, null, clock.instant().minusSeconds(20), ""));
    }

    @Test
    void shouldTellTheRowsThatFallBehindAndThoseThatCatchUp() {
        // Given
        new ApiFixture(model, NOW).happened("vco-1", 2);
        clock.advance(Duration.ofSeconds(11));
        new ApiFixture(model, clock.instant()).looked();

        // When
        doubts.check();

        // Then
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: connection").contains("vco-1", "NOT_SEEN"));
        assertThat(troubles.ownTrouble(clock.instant())).isEmpty();
        told.clear();
        new ApiFixture(model, clock.instant()).caughtUp("vco-1", 2);
        doubts.check();
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: connection").contains("vco-1", "\"UP\""))
                .anySatisfy(it -> assertThat(it).isEqualTo("event: troubles\ndata: []\n\n"));
    }

    @Test
    void shouldSayForSomeMinutesThatTheClockWasSet() {
        clock.advance(Duration.ofSeconds(1));
        steps.check();
        assertThat(troubles.troubles(clock.instant())).isEmpty();

        clock.step(Duration.ofMinutes(-10));
        steps.check();

        assertThat(troubles.troubles(clock.instant()))
                .contains(new Trouble(Cause.CLOCK_STEPPED, null, clock.instant(), "-600"));
        clock.advance(Duration.ofMinutes(5));
        steps.check();
        assertThat(troubles.troubles(clock.instant())).noneMatch(it -> it.cause() == Cause.CLOCK_STEPPED);
    }

    @Test
    void shouldRebuildWhatWaitsByTheClockEachTimeItWasSet() {
        var stepped = new ArrayList<Instant>();
        var watched = new ClockSteps(clock, clock::nanos, () -> stepped.add(clock.instant()));

        clock.advance(Duration.ofMinutes(1));
        watched.check();
        clock.step(Duration.ofMillis(900));
        watched.check();
        assertThat(stepped).isEmpty();
        clock.step(Duration.ofMinutes(10));
        watched.check();

        assertThat(stepped).containsExactly(clock.instant());
    }

    @Test
    void shouldSayByHowMuchThePollersClockIsAhead() {
        new ApiFixture(model, NOW.plusSeconds(60)).looked();

        assertThat(troubles.troubles(NOW)).containsExactly(new Trouble(Cause.CLOCK_DIFFERS, "acct/region", null, "60"));
        assertThat(troubles.ownTrouble(NOW)).isEmpty();
    }

    @Test
    void shouldNameTheTopicsOfWhichSomethingIsMissing() {
        supply.unreadable = List.of("vpn.alerts.v1");
        supply.holes =
                List.of(new Hole("vpn.history.v1", Hole.Cause.GONE, NOW.minusSeconds(600), NOW.minusSeconds(300)));

        assertThat(troubles.troubles(NOW))
                .containsExactly(
                        new Trouble(Cause.RECORDS_UNREADABLE, null, null, "vpn.alerts.v1"),
                        new Trouble(Cause.RECORDS_GONE, null, null, "vpn.history.v1"));
        assertThat(troubles.missing(NOW.minusSeconds(400), NOW)).hasSize(1);
        assertThat(troubles.missing(NOW.minusSeconds(100), NOW)).isEmpty();
    }

    @Test
    void shouldHaveEverythingReadAnewOnceTheTopicsAreRead() {
        supply.caughtUp = false;
        assertThat(troubles.ownTrouble(NOW).orElseThrow().cause()).isEqualTo(Cause.STILL_READING);
        assertThat(troubles.missing(NOW.minusSeconds(1), NOW))
                .extracting(Hole::cause)
                .containsExactly(Hole.Cause.BEING_READ);
    }

    private void polled() {
        new ApiFixture(model, clock.instant()).observed(new ScanCompleted(true, 3, 0L, 1, clock.instant(), 0));
    }

    /** A supply that a test sets by hand. */
    private static final class ManualFeedStatus implements FeedStatus {
        private boolean caughtUp = true;
        private @Nullable Duration lost;
        private List<String> unreadable = List.of();
        private List<Hole> holes = List.of();

        @Override
        public boolean isCaughtUp() {
            return caughtUp;
        }

        @Override
        public Optional<Duration> lostFor() {
            return Optional.ofNullable(lost);
        }

        @Override
        public boolean isRegistryAway() {
            return false;
        }

        @Override
        public Collection<String> unreadable() {
            return unreadable;
        }

        @Override
        public List<Hole> holes() {
            return holes;
        }
    }
}
