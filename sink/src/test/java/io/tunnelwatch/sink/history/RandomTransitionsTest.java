package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Many random histories, each with its own seed; a failure names the seed. */
class RandomTransitionsTest {
    private static final int SEEDS = 300;
    private static final int HOURS = 30;

    @Test
    void shouldTile() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var history = new RandomTransitions(seed, null, HOURS);
            var run = new HistoryRun();
            history.transitions.forEach(run::take);
            var spans = run.intervals("vco-1");
            for (int i = 1; i < spans.size(); i++) {
                var before = spans.get(i - 1);
                assertThat(before.getValidTo()).as("seed %d", seed).isNotNull();
                if (before.getCloseReason() == CloseReason.DELETED) {
                    assertThat(spans.get(i).getValidFrom()).as("seed %d", seed).isAfterOrEqualTo(before.getValidTo());
                } else {
                    assertThat(spans.get(i).getValidFrom()).as("seed %d", seed).isEqualTo(before.getValidTo());
                    assertThat(spans.get(i).getState()).as("seed %d", seed).isNotEqualTo(before.getState());
                }
                assertThat(before.getValidFromNotBefore()).isBeforeOrEqualTo(before.getValidFrom());
            }
        }
    }

    @Test
    void shouldSumUpToWhatCountingEachSecondGives() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var history = new RandomTransitions(seed, null, HOURS);

            var hours = inSomeOrder(history.transitions, seed).hours();

            for (int hour = 0; hour < HOURS; hour++) {
                Instant start = TransitionChain.START.plusMillis(hour * HourSums.HOUR);
                var told = hours.get("acct/region/vco-1/IPSEC/" + start);
                long nowhere = history.count(hour, null);
                if (told == null) {
                    assertThat(nowhere + history.count(hour, FacetState.UNKNOWN))
                            .as("seed %d hour %d", seed, hour)
                            .isEqualTo(3600);
                } else {
                    assertThat(seconds(told))
                            .as("seed %d hour %d", seed, hour)
                            .containsExactly(
                                    history.count(hour, FacetState.UP),
                                    history.count(hour, FacetState.DEGRADED),
                                    history.count(hour, FacetState.DOWN),
                                    history.count(hour, FacetState.NOT_CONFIGURED),
                                    history.count(hour, FacetState.UNKNOWN) + nowhere);
                }
            }
        }
    }

    @Test
    void shouldEndTheSameWhicheverCameFirstTheClockOrTheTransition() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var transitions = new RandomTransitions(seed, null, HOURS).transitions;

            var one = inSomeOrder(transitions, seed);
            var other = inSomeOrder(transitions, -seed);

            assertThat(one.hours().equals(other.hours())).as("seed %d", seed).isTrue();
            assertThat(one.intervals("vco-1")).as("seed %d", seed).isEqualTo(other.intervals("vco-1"));
        }
    }

    @Test
    void shouldNotBeMovedByWhatComesLateOrTwice() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var transitions = new RandomTransitions(seed, null, HOURS).transitions;
            var random = new SplittableRandom(seed);
            var once = new HistoryRun();
            var twice = new HistoryRun();
            for (int i = 0; i < transitions.size(); i++) {
                once.take(transitions.get(i));
                twice.take(transitions.get(i));
                for (int again = Math.max(0, i - random.nextInt(3)); again <= i; again++) {
                    assertThat(twice.take(transitions.get(again)))
                            .as("seed %d", seed)
                            .isEmpty();
                }
            }
            once.strike(HOURS);
            twice.strike(HOURS);
            assertThat(twice.history()).as("seed %d", seed).isEqualTo(once.history());
            assertThat(twice.hours()).as("seed %d", seed).isEqualTo(once.hours());
        }
    }

    /** Applies the transitions in their order, with hour ticks that come in time, hours early or hours late. */
    private static HistoryRun inSomeOrder(List<Transition> transitions, long seed) {
        var random = new SplittableRandom(seed);
        var run = new HistoryRun();
        for (Transition it : transitions) {
            if (random.nextInt(3) == 0) {
                long hour = (it.getDetectedAt().toEpochMilli() - TransitionChain.START.toEpochMilli()) / HourSums.HOUR;
                run.strike((int) Math.max(0, Math.min(HOURS, hour + random.nextInt(8) - 4)));
            }
            run.take(it);
        }
        run.strike(HOURS);
        return run;
    }

    private static List<Long> seconds(HourlyAvailability it) {
        assertThat(it.getCoverage()).isEqualTo(1 - it.getUnknownMillis() / (double) HourSums.HOUR, within());
        return List.of(
                it.getUpMillis() / 1000,
                it.getDegradedMillis() / 1000,
                it.getDownMillis() / 1000,
                it.getNotConfiguredMillis() / 1000,
                it.getUnknownMillis() / 1000);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-9);
    }
}
