package io.tunnelwatch.processor.domain.observation;

import java.util.Comparator;

/** The place of an observation in the history of its target: the only authority on what came before what. */
public record Order(long epoch, long scan, int index) implements Comparable<Order> {
    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::epoch)
            .thenComparingLong(Order::scan)
            .thenComparingInt(Order::index);

    @Override
    public int compareTo(Order other) {
        return ORDER.compare(this, other);
    }

    public boolean isPast(Order other) {
        return compareTo(other) > 0;
    }

    @Override
    public String toString() {
        return epoch + "-" + scan + "-" + index;
    }
}
