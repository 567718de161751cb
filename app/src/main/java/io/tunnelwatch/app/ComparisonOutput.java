package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.replay.ComparisonPage;
import io.tunnelwatch.app.replay.OutageWords;
import io.tunnelwatch.app.replay.RuleComparison;
import io.tunnelwatch.app.replay.ToldOutage;
import io.tunnelwatch.app.replay.ToldOutage.Difference;
import io.tunnelwatch.app.replay.TrialTimeline;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparison of two sets of rules, for a person, a program or a browser. */
final class ComparisonOutput {
    private final RuleComparison comparison;
    private final Instant from;
    private final Path rules;

    /**
     * @param from beginning of the time that was compared
     * @param rules file with the rules that were tried
     */
    ComparisonOutput(RuleComparison comparison, Instant from, Path rules) {
        this.comparison = comparison;
        this.from = from;
        this.rules = rules;
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    void print(OutputOptions output, TrialTimeline picture) {
        if (!output.isTable()) {
            output.print(
                    "Rules compared",
                    comparison.outages().stream().map(ComparisonOutput::json).toList(),
                    "since",
                    "until",
                    "lastedSeconds",
                    "rule",
                    "severity",
                    "target",
                    "entity",
                    "name",
                    "difference",
                    "told",
                    "toldTried",
                    "laterSeconds",
                    "notices",
                    "noticesTried");
            return;
        }
        printCounts(output);
        var different = comparison.different();
        if (!different.isEmpty()) {
            output.remarks().println();
            printOutages(output, different);
            output.print(picture.of(different.stream().map(ToldOutage::alert).toList(), from, comparison.end()));
        }
        output.remarks().println();
    }

    private void printCounts(OutputOptions output) {
        var table = new Table("RULE", "NOTICES", "TRIED", "OUTAGES", "TRIED", "LATER", "EARLIER", "NOT TOLD", "NEW");
        comparison
                .counts()
                .forEach(it -> table.row(
                        it.rule().name(),
                        Integer.toString(it.notices()),
                        Integer.toString(it.noticesTried()),
                        Integer.toString(it.outages()),
                        Integer.toString(it.outagesTried()),
                        Integer.toString(it.later()),
                        Integer.toString(it.earlier()),
                        Integer.toString(it.notTold()),
                        Integer.toString(it.newlyTold())));
        output.print(table);
    }

    /** The name comes last: it is cut first. */
    private static void printOutages(OutputOptions output, List<ToldOutage> outages) {
        var table = new Table("SINCE", "LASTED", "RULE", "ENTITY", "TOLD", "TRIED", "NAME");
        outages.forEach(it -> table.row(
                output.cell(json(it), "since"),
                OutageWords.lasted(it),
                it.alert().getRule().name(),
                it.alert().getEntity(),
                OutageWords.told(it, it.asSet()),
                tried(it),
                it.name()));
        output.print(table);
    }

    private static String tried(ToldOutage it) {
        Duration later = it.later();
        return later == null ? OutageWords.told(it, it.tried()) : OutageWords.shifted(later);
    }

    private static JsonNode json(ToldOutage it) {
        Duration later = it.later();
        return JsonNodeFactory.instance
                .objectNode()
                .put("since", it.since().toString())
                .put("until", text(it.until()))
                .put("lastedSeconds", it.until() == null ? null : seconds(Duration.between(it.since(), it.until())))
                .put("rule", it.alert().getRule().name())
                .put("severity", it.alert().getSeverity().name())
                .put("target", it.target())
                .put("entity", it.alert().getEntity())
                .put("name", it.name())
                .put("difference", it.difference().name())
                .put("told", text(it.asSet().first()))
                .put("toldTried", text(it.tried().first()))
                .put("laterSeconds", later == null ? null : seconds(later))
                .put("notices", it.asSet().notices().size())
                .put("noticesTried", it.tried().notices().size())
                .put("fingerprint", it.alert().getFingerprint());
    }

    private static Long seconds(Duration it) {
        return it.toSeconds();
    }

    private static @Nullable String text(@Nullable Instant it) {
        return it == null ? null : it.toString();
    }

    String summary(long read) {
        var all = comparison.outages();
        int set = all.stream().mapToInt(it -> it.asSet().notices().size()).sum();
        int tried = all.stream().mapToInt(it -> it.tried().notices().size()).sum();
        return read + " observations, " + from + " to " + comparison.end() + ": " + set + " notices as set, " + tried
                + " with " + rules + ". Outages told: "
                + RuleComparison.number(all, Difference.SAME) + " at the same time, "
                + RuleComparison.number(all, Difference.LATER) + " later, "
                + RuleComparison.number(all, Difference.EARLIER) + " earlier, "
                + RuleComparison.number(all, Difference.NOT_TOLD) + " not at all, "
                + RuleComparison.number(all, Difference.NEWLY_TOLD) + " new.";
    }

    void write(Path file) {
        byte[] page =
                new ComparisonPage(comparison, from, rules.toString()).html().getBytes(StandardCharsets.UTF_8);
        try {
            AtomicFile.write(file, out -> out.write(page));
        } catch (IOException e) {
            throw new OperatorException(
                    "--html " + file + " cannot be written: is its directory there, writable, and not full? (" + e
                            + ")",
                    e);
        }
    }
}
