package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's rules, evaluated independently for {@link SecondOpinion}: it takes the numbers from the rules, and none of
 * their logic.
 */
final class SecondOpinionRules {
    private final Rules set;

    SecondOpinionRules(Rules set) {
        this.set = set;
    }

    Duration keepFiring(AlertRule rule, @Nullable Snapshot of) {
        return last(about(rule, of).map(LocalRule::beforeResolving), usual(rule).beforeResolving());
    }

    Duration hold(AlertRule rule, @Nullable Snapshot of) {
        boolean idle = of != null && of.negotiatesOnTraffic() && rule == AlertRule.ConnectionDown;
        Duration usual = usual(rule).beforeFiring();
        Duration longer = idle && set.onTraffic().compareTo(usual) > 0 ? set.onTraffic() : usual;
        return last(about(rule, of).map(LocalRule::beforeFiring), longer);
    }

    Severity severity(AlertRule rule, Snapshot of, Severity usual) {
        return last(about(rule, of).map(LocalRule::severity), usual);
    }

    boolean isMuted(AlertRule rule, Snapshot of) {
        return about(rule, of).anyMatch(LocalRule::muted);
    }

    boolean slaveMayStayDown(AlertRule rule, Snapshot of) {
        return about(rule, of).anyMatch(LocalRule::slaveMayStayDown);
    }

    private Rules.Hold usual(AlertRule rule) {
        return java.util.Objects.requireNonNull(set.holds().get(rule));
    }

    private Stream<LocalRule> about(AlertRule rule, @Nullable Snapshot of) {
        return of == null
                ? Stream.empty()
                : set.local().stream().filter(it -> it.rules().contains(rule) && covers(it.match(), of.context()));
    }

    private static boolean covers(LocalRule.Match match, Context context) {
        List<String> texts = match.tag() == null
                ? List.of(context.name())
                : context.tags().stream()
                        .filter(it -> it.key().equals(match.tag()))
                        .map(Context.Tag::value)
                        .toList();
        String regex = Pattern.quote(match.pattern()).replace("*", "\\E.*\\Q");
        return texts.stream()
                .anyMatch(
                        it -> Pattern.compile(regex, Pattern.DOTALL).matcher(it).matches());
    }

    /** The last value that is set. */
    private static <T> T last(Stream<@Nullable T> said, T otherwise) {
        T last = otherwise;
        for (T it : said.toList()) {
            last = it == null ? last : it;
        }
        return last;
    }
}
