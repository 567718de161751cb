package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.observation.Context;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Overrides for some connections. What it does not set is as for all.
 *
 * @param rules alert rules that it applies to
 * @param muted whether alerts are suppressed; transitions and history go on
 * @param slaveMayStayDown whether an unused second tunnel may be down
 */
public record LocalRule(
        Match match,
        Set<AlertRule> rules,
        @Nullable Duration beforeFiring,
        @Nullable Duration beforeResolving,
        @Nullable Severity severity,
        boolean muted,
        boolean slaveMayStayDown) {

    /**
     * Selects connections.
     *
     * @param tag key of a tag; null to match the name
     * @param pattern pattern of the whole name or value; a star stands for any text
     */
    public record Match(@Nullable String tag, String pattern) {
        public boolean covers(Context context) {
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

    public boolean isAbout(AlertRule rule, Context context) {
        return rules.contains(rule) && match.covers(context);
    }

    Rules.Hold apply(Rules.Hold usual) {
        return new Rules.Hold(
                beforeFiring == null ? usual.beforeFiring() : beforeFiring,
                beforeResolving == null ? usual.beforeResolving() : beforeResolving);
    }

    public Severity apply(Severity usual) {
        return severity == null ? usual : severity;
    }
}
