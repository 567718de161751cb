package io.tunnelwatch.sink.api;

import io.tunnelwatch.v1.FacetState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Another opinion about a fleet: it looks at every second of the window, and asks of each connection how it was then. */
final class NaiveFleet {
    private final Instant from;
    private final int seconds;
    private final ZoneId zone;
    private final List<Line> lines = new ArrayList<>();

    NaiveFleet(Instant from, Instant to, ZoneId zone) {
        this.from = from;
        this.seconds = Math.toIntExact(to.getEpochSecond() - from.getEpochSecond());
        this.zone = zone;
    }

    /** The seconds of one connection. */
    final class Line {
        private final String id;
        private final @Nullable FacetState[] states = new FacetState[seconds];
        private final boolean[] exists = new boolean[seconds];
        private final boolean[] planned = new boolean[seconds];
        private boolean beginsDown;

        private Line(String id) {
            this.id = id;
        }

        /** @param seen the time until which the state was known to have lasted */
        void state(FacetState state, Instant begin, Instant end, Instant seen) {
            beginsDown |= state == FacetState.DOWN && begin.equals(from);
            for (int i = index(begin); i < index(end); i++) {
                exists[i] = true;
                states[i] = from.plusSeconds(i).isBefore(seen) ? state : null;
            }
        }

        void plan(Instant begin, Instant end) {
            for (int i = index(begin); i < index(end); i++) {
                planned[i] = true;
            }
        }

        private int index(Instant time) {
            return (int) Math.max(0, Math.min(seconds, time.getEpochSecond() - from.getEpochSecond()));
        }

        /** A gap neither begins nor ends an outage. */
        int outages() {
            int outages = 0;
            boolean isOut = false;
            for (int i = 0; i < seconds; i++) {
                if (states[i] == FacetState.DOWN) {
                    outages += !isOut && (i > 0 || beginsDown) ? 1 : 0;
                    isOut = true;
                } else if (states[i] != null && states[i] != FacetState.UNKNOWN) {
                    isOut = false;
                }
            }
            return outages;
        }

        private Count count() {
            var count = new Count();
            for (int i = 0; i < seconds; i++) {
                count.add(this, i);
            }
            return count;
        }
    }

    /** Seconds by state, in planned time and outside it. */
    static final class Count {
        private final Map<FacetState, Long> outside = new EnumMap<>(FacetState.class);
        private final Map<FacetState, Long> inside = new EnumMap<>(FacetState.class);
        private long planned;

        private void add(Line it, int second) {
            planned += it.planned[second] ? 1 : 0;
            FacetState state = it.states[second];
            if (state != null) {
                (it.planned[second] ? inside : outside).merge(state, 1L, Long::sum);
            }
        }

        private void add(Count it) {
            it.outside.forEach((state, sum) -> outside.merge(state, sum, Long::sum));
            it.inside.forEach((state, sum) -> inside.merge(state, sum, Long::sum));
            planned += it.planned;
        }

        long planned() {
            return planned;
        }

        long planned(FacetState state) {
            return inside.getOrDefault(state, 0L);
        }

        long all(FacetState state) {
            return planned(state) + outside.getOrDefault(state, 0L);
        }

        /** The share of the known time that was up; null if nothing was known. */
        @Nullable
        Double availability() {
            return share(all(FacetState.UP), all(FacetState.UP) + all(FacetState.DEGRADED) + all(FacetState.DOWN));
        }

        @Nullable
        Double outsidePlanned() {
            long up = outside.getOrDefault(FacetState.UP, 0L);
            return share(
                    up, up + outside.getOrDefault(FacetState.DEGRADED, 0L) + outside.getOrDefault(FacetState.DOWN, 0L));
        }

        private static @Nullable Double share(long part, long whole) {
            return whole == 0 ? null : (double) part / whole;
        }
    }

    Line line(String id) {
        var line = new Line(id);
        lines.add(line);
        return line;
    }

    /** The sums of one day, and how many connections there were in it. */
    record Day(Count count, int connections) {}

    List<Day> days() {
        Map<LocalDate, int[]> bounds = new TreeMap<>();
        for (int i = 0; i < seconds; i++) {
            int second = i;
            bounds.computeIfAbsent(from.plusSeconds(i).atZone(zone).toLocalDate(), day -> new int[] {second, 0})[1] =
                    second + 1;
        }
        return bounds.values().stream().map(it -> day(it[0], it[1])).toList();
    }

    private Day day(int begin, int end) {
        var sum = new Count();
        int connections = 0;
        for (Line line : lines) {
            boolean isThere = false;
            var count = new Count();
            for (int i = begin; i < end; i++) {
                count.add(line, i);
                isThere |= line.exists[i];
            }
            if (isThere) {
                sum.add(count);
                connections++;
            }
        }
        return new Day(sum, connections);
    }

    Count all() {
        var sum = new Count();
        lines.forEach(it -> sum.add(it.count()));
        return sum;
    }

    /** The connections that were not always up outside planned time, the worst first. */
    List<String> worst() {
        return lines.stream()
                .filter(it -> rank(it) < 1)
                .sorted(Comparator.comparingDouble(NaiveFleet::rank).thenComparing(it -> it.id))
                .limit(10)
                .map(it -> it.id)
                .toList();
    }

    private static double rank(Line it) {
        Double share = it.count().outsidePlanned();
        return share == null ? 1 : share;
    }

    /** The connections with outages, and how many, the most first. */
    List<String> flapping() {
        return lines.stream()
                .filter(it -> it.outages() > 0)
                .sorted(Comparator.comparingInt(Line::outages).reversed().thenComparing(it -> it.id))
                .limit(10)
                .map(it -> it.id + " " + it.outages())
                .toList();
    }
}
