package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.replay.Recording;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Judges the observations recorded in vpn.observations.v1 again and prints the alerts that would have"
                        + " been published. It publishes nothing and does not disturb running programs.",
        footer = {
            "",
            "With --rules it compares two sets of rules: the current ones and those of the file. It "
                    + "counts how often a person would have been notified. The file contains settings such as "
                    + "alerts.for=PT3M.",
            "",
            "Examples:",
            "  tunnelwatch replay --from P7D",
            "  tunnelwatch replay --from 2026-11-01 --to 2026-11-21 --rules slower.properties --data-dir ./data"
        })
final class ReplayCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "File with the settings to try. They override the current ones.")
    private @Nullable Path rules;

    @Option(names = "--pages-only", description = "Print only alerts that would have notified a person.")
    private boolean pagesOnly;

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    ReplayCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** One set of rules, and the alert steps that follow from it in the requested time. */
    private final class Trial {
        private final Rehearsal rehearsal;
        private final List<AlertStep> steps = new ArrayList<>();

        Trial(Settings settings) {
            this.rehearsal = new Rehearsal(ProcessorSettings.of(settings).rules());
        }

        void onObservation(String key, io.tunnelwatch.v1.Observation observation) {
            rehearsal.decide(key, observation).decision().events().forEach(event -> {
                if (event instanceof AlertStep step
                        && span.contains(step.cause().at())) {
                    steps.add(step);
                }
            });
        }

        Stream<AlertStep> inOrder() {
            return steps.stream()
                    .sorted(Comparator.comparing((AlertStep it) -> it.cause().at())
                            .thenComparing(AlertStep::id));
        }

        long pages(String rule) {
            return steps.stream()
                    .filter(it -> isPage(it) && it.key().rule().name().equals(rule))
                    .count();
        }
    }

    @Override
    public Integer call() {
        Settings set = options.read(environment.environment());
        var asSet = new Trial(set);
        var tried = rules == null ? null : new Trial(trying(set, rules));
        long read = Recording.ofObservations(KafkaAccess.of(set), environment.err())
                .play((key, observation) -> {
                    asSet.onObservation(key, observation);
                    if (tried != null) {
                        tried.onObservation(key, observation);
                    }
                });
        print(tried == null ? asSet : tried);
        if (tried != null) {
            compare(asSet, tried);
        }
        environment.out().println(summary(read, asSet, tried));
        return 0;
    }

    private static Settings trying(Settings set, Path rules) {
        Settings tried = set.with(Settings.read(Optional.of(rules), Map.of(), Map.of()));
        SettingsReference.refuseUnknown(tried);
        return tried;
    }

    private void print(Trial trial) {
        var table = new Table("TIME", "STATUS", "SEVERITY", "RULE", "TARGET", "DECISION", "SUMMARY");
        trial.inOrder()
                .filter(it -> !pagesOnly || isPage(it))
                .forEach(it -> table.row(
                        Colour.ofAlert(
                                it.status().name(),
                                it.published().problem().severity().name()),
                        it.cause().at().toString(),
                        it.status().name(),
                        it.published().problem().severity().name(),
                        it.key().rule().name(),
                        it.cause().target().toString(),
                        it.verdict().name(),
                        it.text()));
        table.print(environment.out());
    }

    private void compare(Trial asSet, Trial tried) {
        var ruleNames = new TreeSet<String>();
        Stream.of(asSet, tried)
                .flatMap(it -> it.steps.stream())
                .forEach(it -> ruleNames.add(it.key().rule().name()));
        var table = new Table("NOTIFICATIONS", "AS SET", "WITH " + rules);
        ruleNames.forEach(it -> table.row(it, Long.toString(asSet.pages(it)), Long.toString(tried.pages(it))));
        environment.out().println();
        table.print(environment.out());
    }

    private static String summary(long read, Trial asSet, @Nullable Trial tried) {
        String what = read + " observations: " + pages(asSet);
        return tried == null ? what + "." : what + " as set, " + pages(tried) + " with the rules tried.";
    }

    private static String pages(Trial trial) {
        long pages = trial.steps.stream().filter(ReplayCommand::isPage).count();
        return pages + (pages == 1 ? " notification" : " notifications") + " in " + trial.steps.size()
                + " published steps";
    }

    /** Returns whether a step pages a person: an alert begins that is not inhibited, or its inhibition ends. */
    private static boolean isPage(AlertStep step) {
        return step.published().inhibitedBy() == null
                && switch (step.status()) {
                    case FIRING, FLAPPING, DOWN_WHILE_FLAPPING -> true;
                    case UPDATED -> step.verdict() == Verdict.NO_LONGER_INHIBITED;
                    case RESOLVED, FLAP_END -> false;
                };
    }
}
