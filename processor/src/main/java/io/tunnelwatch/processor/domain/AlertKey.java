package io.tunnelwatch.processor.domain;

import java.util.Comparator;

/** Which rule about what. In order, the cause stands before what follows from it. */
public record AlertKey(String entity, AlertRule rule) implements Comparable<AlertKey> {
    private static final Comparator<AlertKey> ORDER =
            Comparator.comparing(AlertKey::rule).thenComparing(AlertKey::entity);

    @Override
    public int compareTo(AlertKey other) {
        return ORDER.compare(this, other);
    }
}
