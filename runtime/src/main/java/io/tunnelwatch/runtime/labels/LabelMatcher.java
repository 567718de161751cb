package io.tunnelwatch.runtime.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tunnelwatch.runtime.OperatorException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Selects alerts by one label, with the meaning that Alertmanager gives to matchers: a missing label has the empty value, and a
 * regular expression must match the whole value. RE2 needs linear time for any expression.
 *
 * <p>The name {@code gateway} means each gateway at both ends: one that matches is enough, and {@code !=} needs all to differ.
 */
public final class LabelMatcher {
    private static final String GATEWAY = "gateway";

    private final String text;
    private final String name;
    private final boolean isEqual;
    private final java.util.function.Predicate<String> test;

    private LabelMatcher(io.tunnelwatch.v1.LabelMatcher it) {
        this.text = MatcherText.of(it);
        this.name = it.getName();
        this.isEqual = it.getEqual();
        this.test = it.getRegex() ? regex(it.getValue()) : it.getValue()::equals;
    }

    public static LabelMatcher of(io.tunnelwatch.v1.LabelMatcher it) {
        return new LabelMatcher(it);
    }

    private static java.util.function.Predicate<String> regex(String value) {
        try {
            var pattern = Pattern.compile("^(?:" + value + ")$", Pattern.DOTALL);
            return it -> pattern.matcher(it).matches();
        } catch (PatternSyntaxException e) {
            throw new OperatorException("'" + value + "' is not a regular expression: " + e.getDescription());
        }
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
