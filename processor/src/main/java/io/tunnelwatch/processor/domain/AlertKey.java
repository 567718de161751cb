package io.tunnelwatch.processor.domain;

import java.util.Comparator;

/** Which rule about what. */
public record AlertKey(String entity, AlertRule rule) implements Comparable<AlertKey> {
    private static final Comparator<AlertKey> ORDER =
            Comparator.comparing(AlertKey::entity).thenComparing(AlertKey::rule);

    @Override
    public int compareTo(AlertKey other) {
        return ORDER.compare(this, other);
    }
}
