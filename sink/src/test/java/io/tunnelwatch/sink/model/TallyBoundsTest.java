package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FacetState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What lies at the bounds of a window, which is from 1,000,000 to 2,000,000 ms here, and of an outage. */
class TallyBoundsTest {
    private static final long START = 1_000_000;
    private static final long END = 2_000_000;

    private final Tally tally = new Tally(START, END);

    @Test
    void shouldCountOnlyWhatLiesInTheWindow() {
        add(FacetState.UP, 0, START + 10);
        add(FacetState.DEGRADED, START + 10, START + 30);
        add(FacetState.NOT_CONFIGURED, START + 30, START + 70);
        add(FacetState.UNKNOWN, START + 70, START + 150);
        add(FacetState.UP, START + 150, END + 99);

        var figures = tally.figures();
        assertThat(figures.windowMillis()).isEqualTo(END - START);
        assertThat(figures.upMillis()).isEqualTo(10 + END - START - 150);
        assertThat(figures.degradedMillis()).isEqualTo(20);
        assertThat(figures.notConfiguredMillis()).isEqualTo(40);
        assertThat(figures.unknownMillis()).isEqualTo(80);
        assertThat(figures.transitions()).isEqualTo(4);
    }

    @Test
    void shouldIgnoreIntervalsOutsideTheWindow() {
        add(FacetState.DOWN, 0, START - 1);
        add(FacetState.DOWN, END, END + 10);

        assertThat(tally.figures()).isEqualTo(new Tally(START, END).figures());
    }

    @Test
    void shouldCountAChangeAtTheStartOfTheWindow() {
        add(FacetState.UP, START - 10, START);
        add(FacetState.DOWN, START, START + 10);

        assertThat(tally.figures().transitions()).isOne();
        assertThat(tally.figures().outages()).isOne();
    }

    @Test
    void shouldNotCountTheFirstIntervalAsAChange() {
        tally.add(FacetState.UP, START + 10, START + 20, START + 10, true);

        assertThat(tally.figures().transitions()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"UP", "DEGRADED", "NOT_CONFIGURED"})
    void shouldEndAnOutageWithAnyStateInWhichItIsNotDown(FacetState next) {
        tally.add(FacetState.DOWN, START + 100, START + 300, START + 60, false);
        add(next, START + 300, START + 400);

        var figures = tally.figures();
        assertThat(figures.outages()).isOne();
        assertThat(figures.repaired()).isOne();
        assertThat(figures.repairedMillis()).isEqualTo(200);
        assertThat(figures.undetectedMillis()).isEqualTo(40);
        assertThat(figures.downMillis()).isEqualTo(200);
    }

    @Test
    void shouldCountNoOutageThatBeganEarlierButItsRepair() {
        tally.add(FacetState.DOWN, START - 100, START + 50, START - 200, false);
        add(FacetState.UP, START + 50, START + 60);

        var figures = tally.figures();
        assertThat(figures.outages()).isZero();
        assertThat(figures.undetectedMillis()).isZero();
        assertThat(figures.repaired()).isOne();
        assertThat(figures.repairedMillis()).isEqualTo(50);
        assertThat(figures.flaps()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"299999, 1", "300000, 1", "300001, 0"})
    void shouldCallAnOutageOfFiveMinutesAFlapAndALongerOneNot(long millis, int flaps) {
        add(FacetState.DOWN, START + 5, START + 5 + millis);
        add(FacetState.UP, START + 5 + millis, END);

        assertThat(tally.figures().flaps()).isEqualTo(flaps);
    }

    private void add(FacetState state, long from, long to) {
        tally.add(state, from, to, from, false);
    }
}
