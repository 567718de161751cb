package io.tunnelwatch.runtime.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tunnelwatch.runtime.OperatorException;
import java.util.Collection;
import java.util.Map;

/**
 * Selects alerts by one label, with the meaning that Alertmanager gives to matchers: a missing label has the empty value, and a
 * regular expression must match the whole value. RE2 needs linear time for any expression.
 */
public final class LabelMatcher {
    private final String name;
    private final String value;
    private final boolean isEqual;
    private final java.util.function.Predicate<String> test;

    private LabelMatcher(String name, String value, boolean isRegex, boolean isEqual) {
        this.name = name;
        this.value = value;
        this.isEqual = isEqual;
        this.test = isRegex ? regex(value) : value::equals;
    }

    public static LabelMatcher of(io.tunnelwatch.v1.LabelMatcher it) {
        return new LabelMatcher(it.getName(), it.getValue(), it.getRegex(), it.getEqual());
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
        return test.test(labels.getOrDefault(name, "")) == isEqual;
    }

    /** True if all match; an empty collection matches nothing, so that a forgotten matcher never silences everything. */
    public static boolean allMatch(Collection<LabelMatcher> matchers, Map<String, String> labels) {
        return !matchers.isEmpty() && matchers.stream().allMatch(it -> it.matches(labels));
    }

    @Override
    public String toString() {
        return name + (isEqual ? "" : "!") + "=" + value;
    }
}
