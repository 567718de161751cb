package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.app.replay.Recording;
import io.tunnelwatch.app.replay.RuleComparison;
import io.tunnelwatch.app.replay.RuleTrial;
import io.tunnelwatch.app.replay.TrialTimeline;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch replay}. */
@picocli.CommandLine.Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Judges the observations recorded in vpn.observations.v1 again and prints the alerts that would have"
                        + " been published, or with --rules the effect of other rules. It publishes nothing and does not"
                        + " disturb running programs.",
        footer = {
            "",
            "With --rules it compares two sets of rules, the current ones and those of the file: the number of notices"
                    + " for each rule, and the outages that would have been told later, earlier, not at all, or only"
                    + " by the rules of the file. The file contains settings such as alerts.for=PT3M, and may name other"
                    + " routes. Silences, maintenances and acknowledgements count as they were given. The time range is"
                    + " then the last 30 days, unless --from says otherwise; it ends where the observations end.",
            "",
            "Examples:",
            "  tunnelwatch replay --from P7D",
            "  tunnelwatch replay --rules slower.properties --data-dir ./data",
            "  tunnelwatch replay --from 2026-11-01 --to 2026-11-21 --rules slower.properties --html compared.html",
            "  tunnelwatch replay --rules slower.properties -o jsonl | jq 'select(.difference == \"NOT_TOLD\")'"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final Duration COMPARED = Duration.ofDays(30);

    /** Somebody who is told of everything, if nobody else is. */
    private static final String ANYBODY = "anybody";

    private final CommandEnvironment environment;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "File with the settings to try. They override the current ones.")
    private @Nullable Path rules;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "With --rules: write the comparison with a picture into this file, too. The page needs no other"
                            + " file and no network.")
    private @Nullable Path page;

    @Option(
            names = "--pages-only",
            description = "Without --rules: print only alerts of which somebody would have been told.")
    private boolean pagesOnly;

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    @Mixin
    private OutputOptions output;

    ReplayCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
    }

    @Override
    public Integer call() {
        if (page != null && rules == null) {
            throw new OperatorException(
                    "--html shows a comparison: name the rules to compare with the current ones by --rules FILE.");
        }
        Settings set = options.read(environment.environment());
        var asSet = trial(set);
        if (rules == null) {
            long read = play(set, asSet);
            new ReplayOutput(asSet, span, pagesOnly).print(output, read);
        } else {
            var tried = trial(set, rules);
            long read = play(set, asSet, tried);
            compare(asSet, tried, read, rules);
        }
        if (NotifySettings.of(set).names().isEmpty()) {
            output.remarks().println("No destination is set: the notices are counted for one that is told everything.");
        }
        return 0;
    }

    private static RuleTrial trial(Settings settings) {
        return new RuleTrial(ProcessorSettings.of(settings).rules(), routing(settings));
    }

    private static Routing routing(Settings settings) {
        var destinations = NotifySettings.of(settings).names();
        return destinations.isEmpty()
                ? Routing.everywhere(new TreeSet<>(List.of(ANYBODY)))
                : GateSettings.of(settings).routing(destinations);
    }

    /** A trial of the current settings with those of the file on top; a refusal names the file. */
    private static RuleTrial trial(Settings set, Path rules) {
        try {
            Settings tried = set.with(Settings.read(Optional.of(rules), Map.of(), Map.of()));
            SettingsReference.refuseUnknown(tried);
            return trial(tried);
        } catch (OperatorException e) {
            throw new OperatorException("--rules " + rules + ": " + e.getMessage(), e);
        }
    }

    /** Plays everything recorded to the trials, and returns the number of observations. */
    private long play(Settings set, RuleTrial... trials) {
        var kafka = KafkaAccess.of(set);
        long read = Recording.ofObservations(kafka, environment.err()).play((key, observation) -> {
            for (RuleTrial it : trials) {
                it.judge(key, observation);
            }
        });
        var commands = new ArrayList<Command>();
        Recording.ofCommands(kafka, environment.err()).play((key, command) -> {
            if (command != null && key.equals(command.getCommandId())) {
                commands.add(command);
            }
        });
        for (RuleTrial it : trials) {
            it.tell(commands, span.to(Instant.MAX));
        }
        return read;
    }

    private void compare(RuleTrial asSet, RuleTrial tried, long read, Path file) {
        Instant from = ComparisonOutput.later(
                span.from(environment
                        .terminal()
                        .clock()
                        .instant()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .minus(COMPARED)),
                asSet.start());
        if (!from.isBefore(asSet.end())) {
            throw new OperatorException("No observation is recorded in this time range: --from goes further back, and"
                    + " 'tunnelwatch targets' tells whether anything is watched. The observations are kept as long as the"
                    + " topic vpn.observations.v1 keeps them.");
        }
        var comparison = new RuleComparison(asSet, tried, at -> !at.isBefore(from) && !at.isAfter(asSet.end()));
        var printed = new ComparisonOutput(comparison, from, file);
        printed.print(output, new TrialTimeline(asSet, tried));
        if (page != null) {
            printed.write(page);
        }
        output.remarks().println(printed.summary(read));
    }
}
