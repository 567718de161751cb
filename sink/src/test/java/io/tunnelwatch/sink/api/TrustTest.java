package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.api.Trust.Cause;
import io.tunnelwatch.sink.api.Trust.Trouble;
import io.tunnelwatch.sink.log.Hole;
import io.tunnelwatch.sink.model.HandClock;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.Supply;
import io.tunnelwatch.sink.web.Story;
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
class TrustTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final HandClock clock = new HandClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final HandSupply supply = new HandSupply();
    private final ClockSteps steps = new ClockSteps(clock, clock::nanos, () -> {});
    private final Trust trust = new Trust(model, supply, steps);
    private final Words words = new Words(model, trust);
    private final Stream stream = new Stream(words, clock);
    private final Doubts doubts = new Doubts(model, trust, words, stream, clock);
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void tell() {
        new Story(model, NOW).tell();
        doubts.look();
        stream.listen(Optional.empty(), text -> told.add(text.replaceAll("(?s)id: .*\\nevent: ", "event: ")));
    }

    @Test
    void shouldHaveNothingToSayWhileAllIsWell() {
        doubts.look();

        assertThat(trust.troubles(NOW)).isEmpty();
        assertThat(trust.blindness(NOW)).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void shouldNameTheProcessorWhenNobodyJudges() {
        clock.pass(Duration.ofSeconds(93));
        polled();
        doubts.look();

        var trouble = new Trouble(Cause.NOBODY_JUDGES, "acct/region", NOW, "");
        assertThat(trust.troubles(clock.instant())).containsExactly(trouble);
        assertThat(trust.blindness(clock.instant())).contains(trouble);
        assertThat(trouble.inWords()).isEqualTo("the processor does not judge acct/region, since " + NOW);
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: target").contains("\"stale\":true"))
                .anySatisfy(it -> assertThat(it).startsWith("event: troubles").contains("NOBODY_JUDGES"));
    }

    @Test
    void shouldNotCallItselfUnfitForACloudThatRefusesEveryLook() {
        clock.pass(Duration.ofSeconds(93));
        new Story(model, clock.instant()).observed(new ScanFailed(FailureClass.DENIED, "Forbidden.RAM", "", ""));

        assertThat(trust.troubles(clock.instant())).extracting(Trouble::cause).containsExactly(Cause.SCANS_FAIL);
        assertThat(trust.blindness(clock.instant())).isEmpty();
    }

    @Test
    void shouldSayNothingOfTheOthersWhileThePageItselfIsCutOff() {
        clock.pass(Duration.ofSeconds(93));
        supply.lost = Duration.ofSeconds(20);

        assertThat(trust.troubles(clock.instant()))
                .containsExactly(
                        new Trouble(Cause.BROKER_LOST, null, clock.instant().minusSeconds(20), ""));
    }

    @Test
    void shouldTellTheRowsThatFallBehindAndThoseThatCatchUp() {
        // Given
        new Story(model, NOW).happened("vco-1", 2);
        clock.pass(Duration.ofSeconds(11));
        new Story(model, clock.instant()).looked();

        // When
        doubts.look();

        // Then
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: connection").contains("vco-1", "NOT_SEEN"));
        assertThat(trust.blindness(clock.instant())).isEmpty();
        told.clear();
        new Story(model, clock.instant()).caughtUp("vco-1", 2);
        doubts.look();
        assertThat(told)
                .anySatisfy(it -> assertThat(it).startsWith("event: connection").contains("vco-1", "\"UP\""))
                .anySatisfy(it -> assertThat(it).isEqualTo("event: troubles\ndata: []\n\n"));
    }

    @Test
    void shouldSayForSomeMinutesThatTheClockWasSet() {
        clock.pass(Duration.ofSeconds(1));
        steps.look();
        assertThat(trust.troubles(clock.instant())).isEmpty();

        clock.set(Duration.ofMinutes(-10));
        steps.look();

        assertThat(trust.troubles(clock.instant()))
                .contains(new Trouble(Cause.CLOCK_STEPPED, null, clock.instant(), "-600"));
        clock.pass(Duration.ofMinutes(5));
        steps.look();
        assertThat(trust.troubles(clock.instant())).noneMatch(it -> it.cause() == Cause.CLOCK_STEPPED);
    }

    @Test
    void shouldRebuildWhatWaitsByTheClockEachTimeItWasSet() {
        var stepped = new ArrayList<Instant>();
        var watched = new ClockSteps(clock, clock::nanos, () -> stepped.add(clock.instant()));

        clock.pass(Duration.ofMinutes(1));
        watched.look();
        clock.set(Duration.ofMillis(900));
        watched.look();
        assertThat(stepped).isEmpty();
        clock.set(Duration.ofMinutes(10));
        watched.look();

        assertThat(stepped).containsExactly(clock.instant());
    }

    @Test
    void shouldSayByHowMuchThePollersClockIsAhead() {
        new Story(model, NOW.plusSeconds(60)).looked();

        assertThat(trust.troubles(NOW)).containsExactly(new Trouble(Cause.CLOCK_DIFFERS, "acct/region", null, "60"));
        assertThat(trust.blindness(NOW)).isEmpty();
    }

    @Test
    void shouldNameTheTopicsOfWhichSomethingIsMissing() {
        supply.unreadable = List.of("vpn.alerts.v1");
        supply.holes =
                List.of(new Hole("vpn.history.v1", Hole.Cause.GONE, NOW.minusSeconds(600), NOW.minusSeconds(300)));

        assertThat(trust.troubles(NOW))
                .containsExactly(
                        new Trouble(Cause.RECORDS_UNREADABLE, null, null, "vpn.alerts.v1"),
                        new Trouble(Cause.RECORDS_GONE, null, null, "vpn.history.v1"));
        assertThat(trust.missing(NOW.minusSeconds(400), NOW)).hasSize(1);
        assertThat(trust.missing(NOW.minusSeconds(100), NOW)).isEmpty();
    }

    @Test
    void shouldHaveEverythingReadAnewOnceTheTopicsAreRead() {
        supply.caughtUp = false;
        assertThat(trust.blindness(NOW).orElseThrow().cause()).isEqualTo(Cause.STILL_READING);
        assertThat(trust.missing(NOW.minusSeconds(1), NOW))
                .extracting(Hole::cause)
                .containsExactly(Hole.Cause.BEING_READ);
    }

    private void polled() {
        new Story(model, clock.instant()).observed(new ScanCompleted(true, 3, 0L, 1, clock.instant(), 0));
    }

    /** A supply that a test sets by hand. */
    private static final class HandSupply implements Supply {
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
