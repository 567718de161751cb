package io.tunnelwatch.runtime.labels;

import io.tunnelwatch.runtime.OperatorException;
import java.util.regex.Pattern;

/**
 * Matchers as people and Alertmanager write them: {@code alertname=BgpDown}, {@code tag_env=~"prod.*"}. The names {@code rule},
 * {@code connection} and {@code tag.NAME} are short for {@code alertname}, {@code vpn_connection_id} and {@code tag_NAME}.
 */
public final class MatcherText {
    private static final Pattern FORM = Pattern.compile(
            "\\s*([A-Za-z_][A-Za-z0-9_]*|tag\\.[^\\s=!~]+)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*", Pattern.DOTALL);

    private static final int LONGEST = 1_024;
    private static final String TAG = "tag.";

    private MatcherText() {}

    /** @throws OperatorException if it is not a matcher, or its regular expression cannot be compiled or is too large */
    public static io.tunnelwatch.v1.LabelMatcher parse(String text) {
        var parts = FORM.matcher(text);
        if (text.length() > LONGEST || !parts.matches()) {
            throw new OperatorException(
                    "A matcher is written name=value, name!=value, name=~regex or name!~regex, in no more than "
                            + LONGEST + " characters.");
        }
        String operator = parts.group(2);
        var matcher = new io.tunnelwatch.v1.LabelMatcher(
                label(parts.group(1)), unquoted(parts.group(3)), operator.endsWith("~"), operator.startsWith("="));
        refuseBadRegex(matcher);
        return matcher;
    }

    /** Returns whether a text has the form of a matcher; its regular expression may still be refused. */
    public static boolean isMatcher(String text) {
        return FORM.matcher(text).matches();
    }

    private static String label(String name) {
        return switch (name) {
            case "rule" -> AlertLabels.ALERTNAME;
            case "connection" -> AlertLabels.CONNECTION;
            default -> name.startsWith(TAG) ? AlertLabels.tag(name.substring(TAG.length())) : name;
        };
    }

    /** The message does not quote the value: it is answered to its sender, and logged. */
    private static void refuseBadRegex(io.tunnelwatch.v1.LabelMatcher matcher) {
        try {
            LabelMatcher.of(matcher);
        } catch (OperatorException e) {
            throw new OperatorException(
                    "The value of the matcher of " + matcher.getName()
                            + " is not a regular expression of RE2, or repeats too much.",
                    e);
        }
    }

    /** The text that {@link #parse} reads as this matcher. */
    public static String of(io.tunnelwatch.v1.LabelMatcher it) {
        String operator = (it.getEqual() ? "=" : "!") + (it.getRegex() ? "~" : it.getEqual() ? "" : "=");
        return it.getName()
                + operator
                + '"'
                + it.getValue().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")
                + '"';
    }

    /** Without quotes a value stands for itself; between quotes a backslash escapes the next character. */
    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        var plain = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            char it = value.charAt(i);
            if (it == '\\' && i < value.length() - 2) {
                i++;
                plain.append(value.charAt(i) == 'n' ? '\n' : value.charAt(i));
            } else {
                plain.append(it);
            }
        }
        return plain.toString();
    }
}
