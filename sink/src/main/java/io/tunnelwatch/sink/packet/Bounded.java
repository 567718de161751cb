package io.tunnelwatch.sink.packet;

import java.util.List;
import java.util.stream.Stream;

/**
 * The entries of a list that a packet shows, and how many there are in all. A file that people pass on must not grow without
 * bound.
 */
record Bounded<T>(List<T> items, int total) {
    Bounded {
        items = List.copyOf(items);
    }

    /** The first entries. */
    static <T> Bounded<T> first(List<T> all, int most) {
        return new Bounded<>(all.subList(0, Math.min(most, all.size())), all.size());
    }

    /** The first and the last entries: how it began, and how it ended. */
    static <T> Bounded<T> ends(List<T> all, int most) {
        if (all.size() <= most) {
            return new Bounded<>(all, all.size());
        }
        int half = most / 2;
        var ends = Stream.concat(all.stream().limit(half), all.stream().skip(all.size() - (long) half));
        return new Bounded<>(ends.toList(), all.size());
    }

    int leftOut() {
        return total - items.size();
    }

    boolean isEmpty() {
        return items.isEmpty();
    }
}
