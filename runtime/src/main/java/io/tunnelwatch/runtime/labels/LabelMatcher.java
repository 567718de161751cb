package io.tunnelwatch.runtime.labels;

import com.google.re2j.Pattern;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Selects alerts by one label, with the meaning that Alertmanager gives to matchers: a missing label has the empty value, and a
 * regular expression must match the whole value. RE2 needs linear time for any expression, and large ones are refused.
 *
 * <p>The name {@code gateway} means each gateway at both ends: one that matches is enough, and {@code !=} needs all to differ.
 */
public final class LabelMatcher {
    private static final String GATEWAY = "gateway";

    private final String text;
    private final String name;
    private final boolean isEqual;
    private final java.util.function.Predicate<String> test;
    private final int size;

    private LabelMatcher(io.tunnelwatch.v1.LabelMatcher it) {
        this.text = MatcherText.of(it);
        this.name = it.getName();
        this.isEqual = it.getEqual();
        if (it.getRegex()) {
            var pattern = BoundedRegex.compile(it.getValue(), Pattern.DOTALL);
            this.test = value -> pattern.matcher(value).matches();
            this.size = pattern.programSize();
        } else {
            this.test = it.getValue()::equals;
            this.size = text.length();
        }
    }

    public static LabelMatcher of(io.tunnelwatch.v1.LabelMatcher it) {
        return new LabelMatcher(it);
    }

    /** The memory that this matcher needs: its characters, or the instructions of its expression, some 70 bytes each. */
    public int size() {
        return size;
    }

    public boolean matches(Map<String, String> labels) {
        return values(labels).anyMatch(test) == isEqual;
    }

    private Stream<String> values(Map<String, String> labels) {
        return name.equals(GATEWAY) ? AlertLabels.gateways(labels) : Stream.of(labels.getOrDefault(name, ""));
    }

    /** True if all match; an empty collection matches nothing, so that a forgotten matcher never silences everything. */
    public static boolean allMatch(Collection<LabelMatcher> matchers, Map<String, String> labels) {
        return !matchers.isEmpty() && matchers.stream().allMatch(it -> it.matches(labels));
    }

    @Override
    public String toString() {
        return text;
    }
}
