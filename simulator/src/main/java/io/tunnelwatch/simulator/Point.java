package io.tunnelwatch.simulator;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A property of one connection or tunnel, which has a raw value at any time.
 *
 * @param tunnelId null for what belongs to the connection itself
 */
public record Point(String account, String region, String connectionId, @Nullable String tunnelId, Facet facet)
        implements Comparable<Point> {
    private static final Comparator<Point> ORDER = Comparator.comparing(Point::account)
            .thenComparing(Point::region)
            .thenComparing(Point::connectionId)
            .thenComparing(it -> it.tunnelId == null ? "" : it.tunnelId)
            .thenComparing(Point::facet);

    @Override
    public int compareTo(Point other) {
        return ORDER.compare(this, other);
    }
}
