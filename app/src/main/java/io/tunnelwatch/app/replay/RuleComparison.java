package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.Timeline.Ink;
import io.tunnelwatch.app.console.Timeline.Span;
import io.tunnelwatch.app.replay.ToldOutage.Difference;
import io.tunnelwatch.app.replay.ToldOutage.Told;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two sets of rules side by side. Their alerts about one problem need not begin or end together, so alerts of one subject that
 * overlap are one outage.
 */
public final class RuleComparison {
    private final RuleTrial asSet;
    private final Predicate<Instant> window;
    private final List<ToldOutage> outages = new ArrayList<>();

    /** The figures of one rule. */
    public record Count(
            AlertRule rule,
            int notices,
            int noticesTried,
            int outages,
            int outagesTried,
            int later,
            int earlier,
            int notTold,
            int newlyTold) {}

    /** @param window the time in question; both trials have been told everything */
    public RuleComparison(RuleTrial asSet, RuleTrial tried, Predicate<Instant> window) {
        this.asSet = asSet;
        this.window = window;
        var lives = new TreeMap<String, List<AlertLife>>();
        Stream.concat(AlertLife.of(asSet, false).stream(), AlertLife.of(tried, true).stream())
                .forEach(it -> lives.computeIfAbsent(it.alert().getFingerprint(), unused -> new ArrayList<>())
                        .add(it));
        lives.values().forEach(this::split);
        outages.sort(Comparator.comparing(ToldOutage::since)
                .thenComparing(it -> it.alert().getFingerprint()));
    }

    /** The outages of which somebody would have been told in the time in question, by their beginning. */
    public List<ToldOutage> outages() {
        return List.copyOf(outages);
    }

    /** The outages whose first notice would have come at another time, or by one set of rules only. */
    public List<ToldOutage> different() {
        return outages.stream().filter(it -> it.difference() != Difference.SAME).toList();
    }

    /** The last time that was judged. */
    public Instant end() {
        return asSet.end();
    }

    /** The figures of each rule that told anything, causes before consequences. */
    public List<Count> counts() {
        return Stream.of(AlertRule.values())
                .filter(rule -> outages.stream().anyMatch(it -> isOf(rule, it)))
                .map(this::count)
                .toList();
    }

    private Count count(AlertRule rule) {
        var of = outages.stream().filter(it -> isOf(rule, it)).toList();
        return new Count(
                rule,
                of.stream().mapToInt(it -> it.asSet().notices().size()).sum(),
                of.stream().mapToInt(it -> it.tried().notices().size()).sum(),
                (int) of.stream().filter(it -> it.asSet().first() != null).count(),
                (int) of.stream().filter(it -> it.tried().first() != null).count(),
                number(of, Difference.LATER),
                number(of, Difference.EARLIER),
                number(of, Difference.NOT_TOLD),
                number(of, Difference.NEWLY_TOLD));
    }

    private static boolean isOf(AlertRule rule, ToldOutage it) {
        return it.alert().getRule().name().equals(rule.name());
    }

    /** The number of outages with this difference. */
    public static int number(List<ToldOutage> of, Difference difference) {
        return (int) of.stream().filter(it -> it.difference() == difference).count();
    }

    /** Splits the alerts of one subject where none of them is left. */
    private void split(List<AlertLife> lives) {
        lives.sort(Comparator.comparing(AlertLife::since).thenComparing(AlertLife::isTried));
        var together = new ArrayList<AlertLife>();
        Instant end = Instant.MIN;
        for (AlertLife it : lives) {
            if (!it.since().isBefore(end)) {
                add(together, end);
                together.clear();
            }
            together.add(it);
            end = it.end().isAfter(end) ? it.end() : end;
        }
        add(together, end);
    }

    private void add(List<AlertLife> together, Instant end) {
        Told set = told(together, false);
        Told other = told(together, true);
        if (!set.notices().isEmpty() || !other.notices().isEmpty()) {
            AlertLife first = together.get(0);
            outages.add(new ToldOutage(first.alert(), first.since(), until(first, end), set, other));
        }
    }

    private Told told(List<AlertLife> together, boolean isTried) {
        var times = together.stream()
                .filter(it -> it.isTried() == isTried)
                .flatMap(it -> it.notices().stream())
                .sorted()
                .toList();
        return new Told(
                times.isEmpty() ? null : times.get(0),
                times.stream().filter(window).toList());
    }

    /** The end of the problem as it was seen, which is earlier than that of its alert; a group has no state of its own. */
    private @Nullable Instant until(AlertLife first, Instant end) {
        Instant seen = states(first.alert()).stream()
                .filter(it -> isBad(first.alert(), it)
                        && it.from().isBefore(end)
                        && it.to().isAfter(first.since()))
                .map(Span::to)
                .max(Comparator.naturalOrder())
                .orElse(end);
        return seen.isBefore(end()) ? seen : null;
    }

    private static boolean isBad(Alert of, Span span) {
        boolean isDownOnly = of.getRule() == io.tunnelwatch.v1.AlertRule.ConnectionDown;
        return (isDownOnly ? Set.of(Ink.DOWN) : Set.of(Ink.DOWN, Ink.DEGRADED)).contains(span.ink());
    }

    private List<Span> states(Alert of) {
        var aspect = RuleTrial.aspect(of);
        return aspect == null ? List.of() : asSet.lanes().states(aspect, end());
    }
}
