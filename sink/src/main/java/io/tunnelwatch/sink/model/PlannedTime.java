package io.tunnelwatch.sink.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The time of a window in which maintenance was planned for one entity: spans that do not touch, oldest first. */
public final class PlannedTime {
    public static final PlannedTime NONE = new PlannedTime(new long[0], new long[0], 0);

    private final long[] from;
    private final long[] to;
    private final long afterwardsMillis;

    /**
     * A span of one maintenance, in milliseconds.
     *
     * @param isAfterwards whether the maintenance was entered after this time
     */
    record Span(long from, long to, boolean isAfterwards) {}

    private PlannedTime(long[] from, long[] to, long afterwardsMillis) {
        this.from = from;
        this.to = to;
        this.afterwardsMillis = afterwardsMillis;
    }

    static PlannedTime of(Collection<Span> spans) {
        PlannedTime all = union(spans);
        PlannedTime inAdvance =
                union(spans.stream().filter(it -> !it.isAfterwards()).toList());
        return new PlannedTime(all.from, all.to, all.millis() - inAdvance.millis());
    }

    private static PlannedTime union(Collection<Span> spans) {
        List<Span> sorted =
                spans.stream().sorted(Comparator.comparingLong(Span::from)).toList();
        var from = new long[sorted.size()];
        var to = new long[sorted.size()];
        int size = 0;
        for (Span it : sorted) {
            if (size > 0 && it.from() <= to[size - 1]) {
                to[size - 1] = Math.max(to[size - 1], it.to());
            } else {
                from[size] = it.from();
                to[size] = it.to();
                size++;
            }
        }
        return new PlannedTime(Arrays.copyOf(from, size), Arrays.copyOf(to, size), 0);
    }

    public long millis() {
        return within(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The part of it that only maintenance covers which was entered after that time. */
    public long afterwardsMillis() {
        return afterwardsMillis;
    }

    /** How much of it lies within a span. */
    long within(long begin, long end) {
        int found = Arrays.binarySearch(to, begin);
        long sum = 0;
        for (int i = found >= 0 ? found : -found - 1; i < from.length && from[i] < end; i++) {
            sum += Math.max(0, Math.min(to[i], end) - Math.max(from[i], begin));
        }
        return sum;
    }
}
