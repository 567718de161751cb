package io.tunnelwatch.processor.domain;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is different for some connections. What it does not say is as for all.
 *
 * @param rules the alerts it is about
 * @param muted they are not told of; transitions and history are
 * @param slaveMayStayDown a second tunnel that is not in use is no trouble
 */
public record LocalRule(
        Match match,
        Set<AlertRule> rules,
        @Nullable Duration until,
        @Nullable Duration keepFiring,
        @Nullable Severity severity,
        boolean muted,
        boolean slaveMayStayDown) {

    /**
     * Which connections.
     *
     * @param tag the key of a tag; null looks at the name
     * @param pattern of the whole name or value; a star stands for anything
     */
    public record Match(@Nullable String tag, String pattern) {
        boolean covers(Context context) {
            return tag == null
                    ? matches(pattern, context.name())
                    : context.tags().stream().anyMatch(it -> it.key().equals(tag) && matches(pattern, it.value()));
        }

        private static boolean matches(String pattern, String text) {
            int star = pattern.indexOf('*');
            if (star < 0) {
                return pattern.equals(text);
            }
            if (!text.startsWith(pattern.substring(0, star))) {
                return false;
            }
            String rest = pattern.substring(star + 1);
            for (int from = star; from <= text.length(); from++) {
                if (matches(rest, text.substring(from))) {
                    return true;
                }
            }
            return false;
        }
    }

    public LocalRule {
        rules = Set.copyOf(rules.isEmpty() ? EnumSet.allOf(AlertRule.class) : rules);
    }

    boolean isAbout(AlertRule rule, Context context) {
        return rules.contains(rule) && match.covers(context);
    }

    Rules.Hold bend(Rules.Hold usual) {
        return new Rules.Hold(
                until == null ? usual.until() : until, keepFiring == null ? usual.keepFiring() : keepFiring);
    }

    Severity bend(Severity usual) {
        return severity == null ? usual : severity;
    }
}
