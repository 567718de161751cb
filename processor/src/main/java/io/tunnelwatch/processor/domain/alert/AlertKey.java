package io.tunnelwatch.processor.domain.alert;

/** The rule and the subject of an alert. In sort order, a cause comes before its consequences. */
public record AlertKey(String entity, AlertRule rule) implements Comparable<AlertKey> {
    @Override
    public int compareTo(AlertKey other) {
        int byRule = rule.compareTo(other.rule);
        return byRule != 0 ? byRule : entity.compareTo(other.entity);
    }
}
