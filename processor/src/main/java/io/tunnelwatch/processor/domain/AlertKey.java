package io.tunnelwatch.processor.domain;

/** Which rule about what. In order, the cause stands before what follows from it. */
public record AlertKey(String entity, AlertRule rule) implements Comparable<AlertKey> {
    @Override
    public int compareTo(AlertKey other) {
        int byRule = rule.compareTo(other.rule);
        return byRule != 0 ? byRule : entity.compareTo(other.entity);
    }
}
