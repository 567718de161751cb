package io.tunnelwatch.runtime.labels;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.tunnelwatch.runtime.OperatorException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a regular expression that somebody else wrote. RE2 matches in linear time, but its compiler writes out counted
 * repetitions: {@code ((a{1000}){1000}){1000}} has 23 characters, and no memory suffices for its program. The size is estimated
 * before anything is compiled.
 */
public final class BoundedRegex {
    /** Instructions of the largest program. The longest matcher, as a plain text, has half as many. */
    private static final int LARGEST_PROGRAM = 2_048;

    /** A program that is estimated to be larger is not even compiled; one of this size takes some megabytes for a moment. */
    private static final long LARGEST_ESTIMATE = 100_000;

    /** RE2 itself refuses higher counts. */
    private static final long HIGHEST_COUNT = 1_001;

    private static final java.util.regex.Pattern REPETITION = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?}");

    private BoundedRegex() {}

    /**
     * Compiles an expression that has to match a whole text.
     *
     * @param flags of {@link Pattern}
     * @throws OperatorException if it is none, or needs too much memory
     */
    public static Pattern compile(String expression, int flags) {
        if (estimate(expression) > LARGEST_ESTIMATE) {
            throw tooLarge();
        }
        try {
            var pattern = Pattern.compile("^(?:" + expression + ")$", flags);
            if (pattern.programSize() > LARGEST_PROGRAM) {
                throw tooLarge();
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new OperatorException("'" + expression + "' is not a regular expression: " + e.getDescription(), e);
        }
    }

    private static OperatorException tooLarge() {
        return new OperatorException("A regular expression repeats too much: use lower counts between '{' and '}'.");
    }

    /**
     * An upper bound of the program's size, up to a constant factor. It knows nothing of the syntax but repetitions, so that no
     * trick with brackets deceives it: with groups every repetition may repeat every other one; without groups none does.
     */
    private static long estimate(String expression) {
        List<Long> counts = REPETITION
                .matcher(expression)
                .results()
                .map(it -> Math.max(count(it.group(1)), count(it.group(2))))
                .toList();
        long times = expression.indexOf('(') < 0
                ? counts.stream().mapToLong(it -> it).max().orElse(1)
                : counts.stream().reduce(1L, (one, other) -> Math.min(LARGEST_ESTIMATE, one * other));
        return times * expression.length();
    }

    /** The count as RE2 writes it out: {@code a{2,}} has one more copy than {@code a{2}}. */
    private static long count(@Nullable String digits) {
        if (digits == null || digits.isEmpty()) {
            return 1;
        }
        return digits.length() > 4 ? HIGHEST_COUNT : Math.min(HIGHEST_COUNT, Long.parseLong(digits) + 1);
    }
}
