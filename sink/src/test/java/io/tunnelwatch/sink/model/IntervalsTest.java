package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    @Test
    void shouldHoldTheSameInWhateverOrderThePartitionsCome() {
        for (long seed = 1; seed <= 300; seed++) {
            var records = RandomIntervals.of(seed, "vco-1", 30);
            var inOrder = new Intervals();
            records.forEach(inOrder::put);
            var mixed = new Intervals();
            mixed(records, seed).forEach(mixed::put);

            assertThat(all(mixed)).as("seed %d", seed).isEqualTo(all(inOrder)).hasSize(30);
        }
    }

    @Test
    @Tag("F-54")
    void shouldFindWhatTouchesASpan() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new SplittableRandom(seed);
            var intervals = new Intervals();
            RandomIntervals.of(seed, "vco-1", 30).forEach(intervals::put);
            Instant from = RandomIntervals.START.plusSeconds(random.nextInt(90_000) - 5_000);
            Instant to = from.plusSeconds(1 + random.nextInt(20_000));

            var found = intervals.between("vco-1", FacetKind.IPSEC, from, to, 1_000);

            assertThat(found)
                    .as("seed %d", seed)
                    .isEqualTo(all(intervals).stream()
                            .filter(it -> it.from().isBefore(to)
                                    && (it.to() == null || it.to().isAfter(from)))
                            .toList());
        }
    }

    @Test
    void shouldGiveNoMoreThanIsAskedFor() {
        var intervals = new Intervals();
        RandomIntervals.of(1, "vco-1", 30).forEach(intervals::put);

        assertThat(intervals.between("vco-1", FacetKind.IPSEC, Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"), 7))
                .hasSize(7);
    }

    @Test
    void shouldNotCountAsUpWhatIsOpenAndOutOfSight() {
        var intervals = new Intervals();
        var up = RandomIntervals.of(1, "vco-1", 1).get(0);
        intervals.put(up);
        Instant end = RandomIntervals.START.plusSeconds(100);

        var figures = intervals.figures(
                "vco-1",
                FacetKind.IPSEC,
                RandomIntervals.START,
                end,
                RandomIntervals.START.plusSeconds(40),
                PlannedTime.NONE);

        assertThat(up.getState()).isEqualTo(FacetState.UP);
        assertThat(figures.upMillis()).isEqualTo(40_000);
        assertThat(figures.coverage()).isEqualTo(0.4);
    }

    @Test
    void shouldDropWhatEndedLongAgo() {
        var intervals = new Intervals();
        RandomIntervals.of(5, "vco-1", 30).forEach(intervals::put);
        var whole = all(intervals);
        Instant horizon = Objects.requireNonNull(whole.get(10).to()).plusMillis(1);

        intervals.dropBefore(horizon);

        assertThat(all(intervals))
                .isEqualTo(whole.stream()
                        .filter(it -> it.to() == null || !it.to().isBefore(horizon))
                        .toList());
    }

    static List<TimelineInterval> all(Intervals intervals) {
        return intervals.between("vco-1", FacetKind.IPSEC, Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"), 1_000);
    }

    /** Shuffles records as partitions do: records of one key keep their order, others do not. */
    private static List<Interval> mixed(List<Interval> records, long seed) {
        var random = new SplittableRandom(seed);
        var left = new ArrayList<>(records);
        var mixed = new ArrayList<Interval>();
        while (!left.isEmpty()) {
            Interval one = left.get(random.nextInt(left.size()));
            Interval first = left.stream()
                    .filter(it -> it.getIntervalId().equals(one.getIntervalId()))
                    .findFirst()
                    .orElseThrow();
            left.remove(first);
            mixed.add(first);
        }
        return mixed;
    }
}
