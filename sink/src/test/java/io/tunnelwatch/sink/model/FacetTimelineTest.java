package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The columns against a plain list of the same intervals, put in any order and some of them twice. */
class FacetTimelineTest {
    private static final FacetState[] STATES = {FacetState.UP, FacetState.DOWN, FacetState.DEGRADED};

    private static final CloseReason[] ENDINGS = {
        CloseReason.DELETED, CloseReason.RETIRED, CloseReason.TRANSITION, CloseReason.TRANSITION, CloseReason.TRANSITION
    };

    private record Row(long from, long to, long notBefore, FacetLabel label) {
        TimelineInterval interval() {
            return new TimelineInterval(
                    label,
                    Instant.ofEpochMilli(from),
                    to == FacetTimeline.OPEN ? null : Instant.ofEpochMilli(to),
                    Instant.ofEpochMilli(notBefore));
        }

        boolean isEnd() {
            return label.closeReason() == CloseReason.DELETED || label.closeReason() == CloseReason.RETIRED;
        }
    }

    @Test
    void shouldGiveWhatAPlainListGives() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            FacetTimeline timeline = timeline(rows, random);
            long last = rows.get(rows.size() - 1).from() + 5;
            assertThat(timeline.size()).isEqualTo(rows.size());
            for (long time = 95; time <= last; time++) {
                check(timeline, rows, time, time + random.nextInt(12), 1 + random.nextInt(4), seed);
            }
        }
    }

    private static void check(FacetTimeline timeline, List<Row> rows, long time, long end, int most, long seed) {
        assertThat(timeline.between(time, end, most))
                .as("seed %d, from %d to %d", seed, time, end)
                .isEqualTo(rows.stream()
                        .filter(it -> it.from() < end && it.to() > time)
                        .limit(most)
                        .map(Row::interval)
                        .toList());
        assertThat(timeline.isKnownAt(time))
                .as("seed %d, known at %d", seed, time)
                .isEqualTo(rows.stream().anyMatch(it -> it.from() < time && it.to() >= time));
        long seen = time + 3;
        long cut = time + 7;
        var tally = new Tally(time, end);
        timeline.count(tally, time, end, seen, cut);
        assertThat(tally.figures())
                .as("seed %d, counted from %d to %d", seed, time, end)
                .isEqualTo(counted(rows, time, end, seen, cut));
    }

    /** All rows are added to the tally, which ignores what lies outside its window. */
    private static Figures counted(List<Row> rows, long begin, long end, long seen, long cut) {
        var tally = new Tally(begin, end);
        for (int i = 0; i < rows.size(); i++) {
            Row it = rows.get(i);
            long to = it.to() == FacetTimeline.OPEN ? Math.max(it.from(), seen) : it.to();
            boolean isFirst = i == 0 || rows.get(i - 1).isEnd();
            if (it.from() < cut && it.to() > begin) {
                tally.add(it.label().state(), it.from(), Math.min(to, cut), it.notBefore(), isFirst);
            }
        }
        return tally.figures();
    }

    @Test
    void shouldDropWhatEndedBeforeTheHorizonAndNothingElse() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new Random(seed);
            List<Row> rows = rows(random);
            FacetTimeline timeline = timeline(rows, random);
            long horizon = 100L + random.nextInt(30);

            timeline.dropBefore(horizon);

            assertThat(timeline.between(0, FacetTimeline.OPEN, Integer.MAX_VALUE))
                    .as("seed %d, before %d", seed, horizon)
                    .isEqualTo(rows.stream()
                            .filter(it -> it.to() >= horizon)
                            .map(Row::interval)
                            .toList());
        }
    }

    /** Intervals one after another, sometimes with a gap, the last one often open. */
    private static List<Row> rows(Random random) {
        var rows = new ArrayList<Row>();
        long from = 100;
        int count = 1 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            boolean isOpen = i == count - 1 && random.nextBoolean();
            long to = isOpen ? FacetTimeline.OPEN : from + 1 + random.nextInt(4);
            CloseReason ending = ENDINGS[random.nextInt(ENDINGS.length)];
            rows.add(new Row(
                    from,
                    to,
                    from - random.nextInt(3),
                    new FacetLabel(STATES[random.nextInt(3)], FacetReason.UNKNOWN, "", isOpen ? null : ending)));
            from = to + (random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0);
        }
        return rows;
    }

    private static FacetTimeline timeline(List<Row> rows, Random random) {
        var shuffled = new ArrayList<>(rows);
        rows.stream().filter(it -> random.nextInt(3) == 0).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);
        var timeline = new FacetTimeline();
        shuffled.forEach(it -> timeline.put(it.from(), it.to(), it.notBefore(), it.label()));
        return timeline;
    }
}
