package io.tunnelwatch.sink.alertmanager;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.labels.BoundedRegex;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.labels.MatcherText;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Fields;

/**
 * The alerts that a client asks for.
 *
 * @param receivers a regular expression that the whole name of a receiver must match
 */
record AlertQuery(List<LabelMatcher> filter, Pattern receivers, boolean active, boolean silenced, boolean inhibited) {
    /** More than a person types, or a client sends. */
    private static final int MOST_MATCHERS = 32;

    private static final int LONGEST = 1_024;

    /** @throws OperatorException if a parameter cannot be understood */
    static AlertQuery of(Fields fields) {
        return new AlertQuery(
                filter(fields),
                receivers(fields),
                truth(fields, "active"),
                truth(fields, "silenced"),
                truth(fields, "inhibited"));
    }

    static List<LabelMatcher> filter(Fields fields) {
        var texts = fields.getValuesOrEmpty("filter");
        if (texts.size() > MOST_MATCHERS) {
            throw new OperatorException("filter must not be given more than " + MOST_MATCHERS + " times");
        }
        return texts.stream().map(MatcherText::parse).map(LabelMatcher::of).toList();
    }

    private static Pattern receivers(Fields fields) {
        String text = fields.getValue("receiver");
        String expression = text == null || text.isEmpty() ? ".*" : text;
        if (expression.length() > LONGEST) {
            throw new OperatorException("receiver must not be longer than " + LONGEST + " characters");
        }
        try {
            return BoundedRegex.compile(expression, 0);
        } catch (OperatorException e) {
            throw new OperatorException(
                    "receiver must be a regular expression of RE2 that does not repeat too much", e);
        }
    }

    private static boolean truth(Fields fields, String name) {
        return !"false".equals(fields.getValue(name));
    }

    boolean isAbout(Map<String, String> labels, Collection<String> names) {
        return filter.stream().allMatch(it -> it.matches(labels))
                && names.stream().anyMatch(it -> receivers.matcher(it).matches());
    }

    /** Judges an alert by its status. */
    boolean isWanted(ObjectNode alert) {
        boolean isSilenced = !alert.at("/status/silencedBy").isEmpty();
        boolean isInhibited = !alert.at("/status/inhibitedBy").isEmpty();
        return (active || isSilenced || isInhibited) && (silenced || !isSilenced) && (inhibited || !isInhibited);
    }
}
