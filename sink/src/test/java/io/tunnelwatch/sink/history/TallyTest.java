package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.Tally;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long MINUTE = 60_000;

    @Test
    void shouldTakeWhatWasNotSeenOutOfTheWindow() {
        var tally = new Tally(0, 100 * MINUTE);
        tally.add(FacetState.UP, 0, 60 * MINUTE, 0, true);
        tally.add(FacetState.UNKNOWN, 60 * MINUTE, 80 * MINUTE, 60 * MINUTE, false);
        tally.add(FacetState.DOWN, 80 * MINUTE, 100 * MINUTE, 79 * MINUTE, false);

        Figures figures = tally.figures();

        assertThat(figures.availability()).hasValue(0.75);
        assertThat(figures.coverage()).isEqualTo(0.8);
        assertThat(figures.unknownMillis()).isEqualTo(20 * MINUTE);
    }

    @Test
    void shouldSayNothingOfWhatWasNeverSeen() {
        var figures = new Tally(0, MINUTE).figures();

        assertThat(figures.availability()).isEmpty();
        assertThat(figures.repairSeconds()).isEmpty();
        assertThat(figures.coverage()).isZero();
    }

    @Test
    void shouldCountOneOutageAcrossReasonsAndGaps() {
        var tally = new Tally(0, 100 * MINUTE);
        tally.add(FacetState.UP, 0, 10 * MINUTE, 0, true);
        tally.add(FacetState.DOWN, 10 * MINUTE, 20 * MINUTE, 9 * MINUTE, false);
        tally.add(FacetState.DOWN, 20 * MINUTE, 30 * MINUTE, 19 * MINUTE, false);
        tally.add(FacetState.UNKNOWN, 30 * MINUTE, 40 * MINUTE, 30 * MINUTE, false);
        tally.add(FacetState.DOWN, 40 * MINUTE, 50 * MINUTE, 39 * MINUTE, false);
        tally.add(FacetState.UP, 50 * MINUTE, Long.MAX_VALUE, 49 * MINUTE, false);

        Figures figures = tally.figures();

        assertThat(figures.outages()).isEqualTo(1);
        assertThat(figures.repairSeconds()).hasValue(1_800);
        assertThat(figures.detectSeconds()).hasValue(60);
        assertThat(figures.betweenFailuresSeconds()).hasValue(3_600);
        assertThat(figures.flaps()).isZero();
        assertThat(figures.transitions()).isEqualTo(5);
    }

    @Test
    void shouldCountAFlapWhenItMendsWithinMinutes() {
        var tally = new Tally(0, 100 * MINUTE);
        tally.add(FacetState.UP, 0, 10 * MINUTE, 0, true);
        tally.add(FacetState.DOWN, 10 * MINUTE, 12 * MINUTE, 9 * MINUTE, false);
        tally.add(FacetState.UP, 12 * MINUTE, Long.MAX_VALUE, 11 * MINUTE, false);

        assertThat(tally.figures().flaps()).isEqualTo(1);
    }

    @Test
    void shouldNotCallAnOutageRepairedThatStands() {
        var tally = new Tally(0, 100 * MINUTE);
        tally.add(FacetState.DOWN, 10 * MINUTE, Long.MAX_VALUE, 9 * MINUTE, false);

        assertThat(tally.figures().outages()).isEqualTo(1);
        assertThat(tally.figures().repairSeconds()).isEmpty();
        assertThat(tally.figures().downMillis()).isEqualTo(90 * MINUTE);
    }

    @Test
    void shouldSumUpToWhatCountingEachSecondGivesInAnyWindow() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new SplittableRandom(seed);
            var history = new RandomTransitions(seed, null, 30);
            var run = new HistoryRun();
            history.transitions.forEach(run::take);
            int start = random.nextInt(80_000);
            int end = start + 1 + random.nextInt(108_000 - start - 1);

            Figures figures = figures(run.intervals("vco-1"), start, end);

            assertThat(List.of(
                            figures.upMillis(),
                            figures.degradedMillis(),
                            figures.downMillis(),
                            figures.notConfiguredMillis()))
                    .as("seed %d from %d to %d", seed, start, end)
                    .containsExactly(
                            count(history, start, end, FacetState.UP),
                            count(history, start, end, FacetState.DEGRADED),
                            count(history, start, end, FacetState.DOWN),
                            count(history, start, end, FacetState.NOT_CONFIGURED));
        }
    }

    private static Figures figures(List<Interval> intervals, int start, int end) {
        long zero = TransitionChain.START.toEpochMilli();
        var tally = new Tally(zero + start * 1000L, zero + end * 1000L);
        Interval before = null;
        for (Interval it : intervals) {
            boolean isFirst = before == null || before.getCloseReason() == CloseReason.DELETED;
            tally.add(
                    it.getState(),
                    it.getValidFrom().toEpochMilli(),
                    it.getValidTo() == null ? Long.MAX_VALUE : it.getValidTo().toEpochMilli(),
                    it.getValidFromNotBefore().toEpochMilli(),
                    isFirst);
            before = it;
        }
        return tally.figures();
    }

    private static long count(RandomTransitions history, int start, int end, FacetState state) {
        return 1000
                * Arrays.stream(history.atSecond, start, end)
                        .filter(it -> it == state)
                        .count();
    }
}
