package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.Severity;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * Parses the rules for some connections, as an operator writes them:
 * {@code name:branch-* for=PT10M; tag:env=lab severity=warning}.
 */
final class LocalRuleParser {
    static final String DOC =
            "Rules for some connections, separated by ';': each names its connections and then its overrides,"
                    + " separated by spaces. Connections are 'name:PATTERN' or 'tag:KEY=PATTERN', where '*' stands for"
                    + " any text. Overrides are 'for=PT10M', 'keep-firing=PT10M', 'severity=warning' or"
                    + " 'severity=critical', 'muted' (no alerts; history goes on), 'slave-may-stay-down' (the second"
                    + " tunnel is not in use), and 'rule=BgpDown,HealthCheckFailed' (only these alerts). All matching"
                    + " rules apply, and a later one overrides an earlier one."
                    + " Example: name:branch-* for=PT10M; tag:env=lab muted.";

    private LocalRuleParser() {}

    /** Refuses a text that cannot be parsed, with the parser's message. */
    static ConfigDef.Validator validator() {
        return ConfigDef.LambdaValidator.with(
                (name, value) -> {
                    try {
                        of(String.valueOf(value == null ? "" : value));
                    } catch (IllegalArgumentException e) {
                        throw new ConfigException(name, value, e.getMessage());
                    }
                },
                () -> "CONNECTIONS OVERRIDES; CONNECTIONS OVERRIDES; …");
    }

    static List<LocalRule> of(String text) {
        return Arrays.stream(text.split(";"))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .map(LocalRuleParser::one)
                .toList();
    }

    private static LocalRule one(String text) {
        String[] words = text.split("\\s+");
        Duration until = null;
        Duration keepFiring = null;
        Severity severity = null;
        boolean muted = false;
        boolean slave = false;
        Set<AlertRule> rules = Set.of();
        for (String word : List.of(words).subList(1, words.length)) {
            String value = word.substring(word.indexOf('=') + 1);
            switch (word.contains("=") ? word.substring(0, word.indexOf('=')) : word) {
                case "for" -> until = duration(value);
                case "keep-firing" -> keepFiring = duration(value);
                case "severity" -> severity = severity(value);
                case "muted" -> muted = true;
                case "slave-may-stay-down" -> slave = true;
                case "rule" -> rules = rules(value);
                default ->
                    throw new IllegalArgumentException("'" + word
                            + "' is none of for=, keep-firing=, severity=, rule=, muted and slave-may-stay-down");
            }
        }
        return new LocalRule(match(words[0]), rules, until, keepFiring, severity, muted, slave);
    }

    private static LocalRule.Match match(String which) {
        if (which.startsWith("name:") && which.length() > 5) {
            return new LocalRule.Match(null, which.substring(5));
        }
        int equals = which.indexOf('=');
        if (which.startsWith("tag:") && equals > 4) {
            return new LocalRule.Match(which.substring(4, equals), which.substring(equals + 1));
        }
        throw new IllegalArgumentException("'" + which + "' is neither name:PATTERN nor tag:KEY=PATTERN");
    }

    private static Duration duration(String text) {
        try {
            Duration duration = Duration.parse(text);
            if (duration.isNegative()) {
                throw new IllegalArgumentException("'" + text + "' is negative");
            }
            return duration;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as PT90S", e);
        }
    }

    private static Severity severity(String text) {
        return find(Severity.values(), text, "severity");
    }

    private static Set<AlertRule> rules(String text) {
        var rules = EnumSet.noneOf(AlertRule.class);
        for (String name : text.split(",")) {
            rules.add(find(AlertRule.values(), name, "rule"));
        }
        return rules;
    }

    private static <E extends Enum<E>> E find(E[] all, String name, String what) {
        return Arrays.stream(all)
                .filter(it -> it.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is not a " + what + "; use one of "
                        + Arrays.toString(all).toLowerCase(Locale.ROOT)));
    }
}
