package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import org.junit.jupiter.api.Test;

class HistorianTest {
    private final TransitionChain chain = new TransitionChain("vco-1", null, FacetKind.IPSEC);
    private final HistoryRun run = new HistoryRun();

    @Test
    void shouldOpenAnIntervalAtFirstSight() {
        var intervals = run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(intervals).singleElement().satisfies(it -> {
            assertThat(it.getValidFrom()).isEqualTo(TransitionChain.START.plusSeconds(10));
            assertThat(it.getValidFromNotBefore()).isEqualTo(TransitionChain.START.plusSeconds(9));
            assertThat(it.getValidTo()).isNull();
            assertThat(it.getCloseReason()).isNull();
        });
    }

    @Test
    void shouldCloseUnderTheKeyUnderWhichItOpened() {
        Interval opened = run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                .get(0);

        var intervals = run.take(chain.to(70, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        assertThat(intervals.get(0).getIntervalId()).isEqualTo(opened.getIntervalId());
        assertThat(intervals.get(0).getCloseReason()).isEqualTo(CloseReason.TRANSITION);
        assertThat(intervals.get(0).getDurationMillis()).isEqualTo(60_000L);
        assertThat(intervals.get(1).getIntervalId()).isNotEqualTo(opened.getIntervalId());
    }

    @Test
    void shouldKeepInTheClosedIntervalWhatItsOpeningKnew() {
        Interval opened = run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                .get(0);

        Interval closed = run.take(chain.to(70, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED))
                .get(0);

        assertThat(closed.getValidFromNotBefore()).isEqualTo(opened.getValidFromNotBefore());
    }

    @Test
    void shouldEndWithTheLastSightWhenLostFromSight() {
        run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        var intervals = run.take(chain.to(200, 40, FacetState.UNKNOWN, FacetReason.NOT_SEEN));

        assertThat(intervals.get(0).getValidTo()).isEqualTo(TransitionChain.START.plusSeconds(40));
        assertThat(intervals.get(0).getCloseReason()).isEqualTo(CloseReason.GAP);
        assertThat(intervals.get(1).getValidFrom()).isEqualTo(TransitionChain.START.plusSeconds(40));
    }

    @Test
    void shouldEndWithTheEntity() {
        run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        var intervals = run.take(chain.end(30));

        assertThat(intervals).singleElement().satisfies(it -> {
            assertThat(it.getCloseReason()).isEqualTo(CloseReason.DELETED);
            assertThat(it.getValidTo()).isEqualTo(TransitionChain.START.plusSeconds(30));
        });
    }

    /** A clock that jumped by half a century once made so many hours that the history ran out of memory at every start. */
    @Test
    void shouldTellNoMoreHoursThanAreKeptHoweverFarTheClockLeaps() {
        // Given
        run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        int years = 50 * 365 * 24 * 3_600;
        // When
        run.take(chain.to(years, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));
        run.strike(years / 3_600 * 2);
        // Then
        assertThat(run.hours()).hasSizeBetween(400 * 24, 2 * 400 * 24 + 2);
    }

    /** A retired target has no more hour ticks, so its last hour is emitted at once. */
    @Test
    void shouldEndWithTheTargetThatIsRetired() {
        run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        var intervals = run.take(chain.retired(30));

        assertThat(intervals).singleElement().satisfies(it -> {
            assertThat(it.getCloseReason()).isEqualTo(CloseReason.RETIRED);
            assertThat(it.getValidTo()).isEqualTo(TransitionChain.START.plusSeconds(30));
        });
        assertThat(run.hours().values()).singleElement().satisfies(it -> assertThat(it.getUpMillis())
                .isEqualTo(20_000));
    }

    @Test
    void shouldKeepTwoIntervalsApartThatBeginAtTheSameInstant() {
        run.take(chain.to(10, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        var intervals = run.take(chain.to(200, 10, FacetState.UNKNOWN, FacetReason.NOT_SEEN));

        assertThat(intervals)
                .extracting(Interval::getIntervalId)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void shouldNotRunBackwardsWhenAClockDoes() {
        run.take(chain.to(100, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        var intervals = run.take(chain.to(90, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        assertThat(intervals.get(0).getDurationMillis()).isZero();
        assertThat(intervals.get(1).getValidFrom()).isEqualTo(TransitionChain.START.plusSeconds(100));
    }

    @Test
    void shouldFillTheHoleThatALostTransitionLeaves() {
        run.take(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        chain.to(20, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED); // never arrives
        run.take(chain.to(50, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(run.intervals("vco-1"))
                .extracting(it -> it.getState() + " " + it.getDurationMillis())
                .containsExactly("UP 10000", "DOWN 30000", "UP null");
        assertThat(run.intervals("vco-1").get(0).getCloseReason()).isEqualTo(CloseReason.UNKNOWN);
    }

    @Test
    void shouldBeginWithWhatATransitionSaysCameBeforeIt() {
        chain.to(20, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED); // before this history begins

        run.take(chain.to(50, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(run.intervals("vco-1"))
                .extracting(it -> it.getState() + " " + it.getDurationMillis())
                .containsExactly("DOWN 30000", "UP null");
    }

    @Test
    void shouldTellAnHourWhenTheClockHasPassedIt() {
        run.take(chain.to(600, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        run.take(chain.to(1_800, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));
        assertThat(run.hours()).isEmpty();

        run.strike(1);

        assertThat(run.hours()).containsOnlyKeys("acct/region/vco-1/IPSEC/2026-01-01T00:00:00Z");
        assertThat(run.hours().firstEntry().getValue()).satisfies(it -> {
            assertThat(it.getUpMillis()).isEqualTo(1_200_000);
            assertThat(it.getDownMillis()).isEqualTo(1_800_000);
            assertThat(it.getUnknownMillis()).isEqualTo(600_000);
            assertThat(it.getTransitions()).isEqualTo(1);
            assertThat(it.getCoverage()).isEqualTo(3_000 / 3_600.0);
        });
    }

    @Test
    void shouldCorrectAnHourThatWasToldTooEarly() {
        run.take(chain.to(0, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        run.strike(3);
        assertThat(run.hours().lastEntry().getValue().getUpMillis()).isEqualTo(HourSums.HOUR);

        run.take(chain.to(5_400, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        assertThat(run.hours().values())
                .extracting(it -> it.getUpMillis() + "+" + it.getDownMillis())
                .containsExactly("3600000+0", "1800000+1800000", "0+3600000");
    }

    @Test
    void shouldTakeBackTheHoursOfWhatWasGoneByThen() {
        run.take(chain.to(0, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        run.strike(3);

        run.take(chain.end(5_400));

        assertThat(run.hours().values())
                .extracting(it -> it.getUpMillis() + "+" + it.getUnknownMillis())
                .containsExactly("3600000+0", "1800000+1800000");
    }

    @Test
    void shouldForgetADayLaterWhatHasEnded() {
        run.take(chain.to(0, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));
        run.take(chain.end(60));
        run.strike(1);
        assertThat(run.history().getFacets()).hasSize(1);

        run.strike(26);

        assertThat(run.hours()).hasSize(1);
        assertThat(run.history().getFacets()).isEmpty();
    }
}
