package io.tunnelwatch.sink.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The intervals of one facet of one entity, oldest first, in columns: some thirty bytes for each. They arrive from several
 * partitions, so in any order; each may arrive several times, and the last one counts.
 */
final class FacetTimeline {
    static final long OPEN = Long.MAX_VALUE;

    private long[] from = new long[4];
    private long[] to = new long[4];
    private int[] lateness = new int[4];
    private FacetLabel[] labels = new FacetLabel[4];
    private int size;

    synchronized void put(long begin, long end, long notBefore, FacetLabel label) {
        remove(begin, label);
        int at = size;
        while (at > 0 && (from[at - 1] > begin || (from[at - 1] == begin && to[at - 1] > end))) {
            at--;
        }
        makeRoom(at);
        from[at] = begin;
        to[at] = end;
        lateness[at] = (int) Math.min(Integer.MAX_VALUE, Math.max(0, begin - notBefore));
        labels[at] = label;
        size++;
    }

    private void remove(long begin, FacetLabel label) {
        for (int i = size - 1; i >= 0 && from[i] >= begin; i--) {
            if (from[i] == begin && labels[i].isOfSameInterval(label)) {
                move(i + 1, i);
                size--;
                return;
            }
        }
    }

    private void makeRoom(int at) {
        if (size == from.length) {
            int length = size + Math.max(4, size / 2);
            from = Arrays.copyOf(from, length);
            to = Arrays.copyOf(to, length);
            lateness = Arrays.copyOf(lateness, length);
            labels = Arrays.copyOf(labels, length);
        }
        move(at, at + 1);
    }

    private void move(int source, int target) {
        int count = size - source;
        System.arraycopy(from, source, from, target, count);
        System.arraycopy(to, source, to, target, count);
        System.arraycopy(lateness, source, lateness, target, count);
        System.arraycopy(labels, source, labels, target, count);
    }

    /** Intervals that overlap a span, oldest first, at most {@code most}. */
    synchronized List<TimelineInterval> between(long begin, long end, int most) {
        var found = new ArrayList<TimelineInterval>();
        for (int i = first(begin); i < size && from[i] < end && found.size() < most; i++) {
            if (to[i] > begin) {
                found.add(interval(i));
            }
        }
        return found;
    }

    /** Index of the first interval that may overlap a span with that beginning. */
    private int first(long begin) {
        int found = Arrays.binarySearch(from, 0, size, begin);
        int at = found >= 0 ? found : -found - 1;
        while (at > 0 && to[at - 1] > begin) {
            at--;
        }
        return at;
    }

    private TimelineInterval interval(int i) {
        return new TimelineInterval(
                labels[i],
                Instant.ofEpochMilli(from[i]),
                to[i] == OPEN ? null : Instant.ofEpochMilli(to[i]),
                Instant.ofEpochMilli(from[i] - lateness[i]));
    }

    /** The interval that contains a time; null if none does. */
    synchronized @Nullable TimelineInterval at(long time) {
        int last = lastBegunBy(time);
        return last >= 0 && to[last] > time ? interval(last) : null;
    }

    /** Returns whether the entity ended at or before a time, and had not begun again by then. */
    synchronized boolean hasEndedBy(long time) {
        int last = lastBegunBy(time);
        return last >= 0 && to[last] <= time && labels[last].endsItsEntity();
    }

    /** Index of the last interval that begins at or before a time; -1 if there is none. */
    private int lastBegunBy(long time) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from[middle] <= time) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** Returns whether an interval begins before a time and lasts until then. */
    synchronized boolean isKnownAt(long time) {
        int at = first(time);
        return (at < size && from[at] < time) || (at > 0 && to[at - 1] == time);
    }

    /** The beginning of its first interval. */
    synchronized long beginning() {
        return size == 0 ? OPEN : from[0];
    }

    /**
     * Adds the intervals to a tally; an open one is known to have lasted until {@code seen}.
     *
     * @param cut what is later than this is left out
     */
    synchronized void count(Tally tally, long begin, long end, long seen, long cut) {
        for (int i = first(begin); i < size && from[i] < Math.min(end, cut); i++) {
            long last = Math.min(cut, to[i] == OPEN ? Math.max(from[i], seen) : to[i]);
            boolean isFirst = i == 0 || labels[i - 1].endsItsEntity();
            tally.add(labels[i].state(), from[i], last, from[i] - lateness[i], isFirst);
        }
    }

    /** Drops intervals that ended before the horizon. */
    synchronized void dropBefore(long horizon) {
        int kept = 0;
        while (kept < size && to[kept] < horizon) {
            kept++;
        }
        if (kept > 0) {
            move(kept, 0);
            size -= kept;
        }
    }

    /** The part from a time on: itself if there is nothing before, or else a copy of now. */
    synchronized FacetTimeline since(long time) {
        if (size == 0 || from[0] >= time) {
            return this;
        }
        var rest = new FacetTimeline();
        for (int i = first(time); i < size; i++) {
            if (to[i] > time) {
                long begin = Math.max(from[i], time);
                rest.put(begin, to[i], Math.max(time, from[i] - lateness[i]), labels[i]);
            }
        }
        return rest;
    }

    synchronized int size() {
        return size;
    }

    /** Passes every row on, for a snapshot. */
    synchronized void forEach(Row row) throws java.io.IOException {
        for (int i = 0; i < size; i++) {
            row.accept(from[i], to[i], lateness[i], labels[i]);
        }
    }

    /** Receives the columns of one row. */
    interface Row {
        void accept(long from, long to, int lateness, FacetLabel label) throws java.io.IOException;
    }
}
