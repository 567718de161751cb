package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Times;
import io.tunnelwatch.app.running.Signals;
import io.tunnelwatch.app.tail.EntryPrinter;
import io.tunnelwatch.app.tail.Tail;
import io.tunnelwatch.app.tail.TailedTopic;
import io.tunnelwatch.runtime.KafkaAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tunnelwatch tail}. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        customSynopsis = "tunnelwatch tail [OPTIONS] [transitions|alerts|observations] [CONNECTION]",
        description = "Prints what happens as it happens, a line each: transitions, steps of alerts, or observations.",
        footer = {
            "",
            "It reads the topic beside the running programs and commits nothing. If the broker is away it waits, and"
                    + " continues with the next record. Ctrl-C ends it.",
            "",
            "Examples:",
            "  tunnelwatch tail",
            "  tunnelwatch tail alerts --since 1d --no-follow",
            "  tunnelwatch tail transitions chengdu --since 2h",
            "  tunnelwatch tail observations --data-dir ./data -o jsonl | jq -c '.body'"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration BACK = Duration.ofHours(1);

    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WORD",
            arity = "0..2",
            description = "What to print: transitions (by default), alerts or observations. And the only connection"
                    + " that is wanted: its id or name, a part of it that no other has, or account/region/id.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"--since", "--from"},
            paramLabel = "TIME",
            converter = TimeRangeOptions.TimeConverter.class,
            description = "From when: " + TimeRangeOptions.FORMS + ". Default: an hour ago.")
    private @Nullable Instant since;

    @Option(
            names = {"--until", "--to"},
            paramLabel = "TIME",
            converter = TimeRangeOptions.TimeConverter.class,
            description = "Until when, in the same forms. The command ends then.")
    private @Nullable Instant until;

    @Option(
            names = "--follow",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "Whether to wait for what happens next. Default: yes; --no-follow ends at the end of the log.")
    private boolean follow;

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description = "TABLE: a line for a person. JSONL: the whole record as JSON in a line. Default: TABLE on a"
                    + " terminal, JSONL in a pipe.")
    private @Nullable Format format;

    @Option(names = "--utc", description = "Times in UTC on a terminal, where they are local otherwise.")
    private boolean utc;

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    TailCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** Output formats that need not know the end. */
    enum Format {
        TABLE,
        JSONL
    }

    /** The topics that can be followed. */
    enum Subject {
        TRANSITIONS,
        ALERTS,
        OBSERVATIONS;

        static Optional<Subject> of(String word) {
            return List.of(values()).stream()
                    .filter(it -> it.name().equalsIgnoreCase(word))
                    .findFirst();
        }

        TailedTopic<?> topic() {
            return switch (this) {
                case TRANSITIONS -> TailedTopic.transitions();
                case ALERTS -> TailedTopic.alerts();
                case OBSERVATIONS -> TailedTopic.observations();
            };
        }
    }

    @Override
    public Integer call() {
        var subject = words.stream().findFirst().flatMap(Subject::of);
        var names = words.subList(subject.isPresent() ? 1 : 0, words.size());
        if (names.size() > 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + names.get(0).toLowerCase(Locale.ROOT) + "' is none of transitions, alerts and observations");
        }
        var kafka = KafkaAccess.of(options.read(environment.environment()));
        var connection = names.stream().findFirst().map(it -> new ConnectionNames(kafka, environment.err())
                .find(it)
                .path("id")
                .asText());
        var tail = tail(kafka, subject.orElse(Subject.TRANSITIONS).topic(), connection);
        if (follow) {
            Signals.onFirst(tail::stop);
        }
        tail.run();
        return 0;
    }

    private Tail<?> tail(KafkaAccess kafka, TailedTopic<?> topic, Optional<String> connection) {
        var clock = environment.terminal().clock();
        Instant from = since == null ? clock.instant().minus(BACK) : since;
        var span = new Tail.Span(from, Optional.ofNullable(until), follow);
        return new Tail<>(kafka, topic, span, connection, printer(), environment.err(), clock);
    }

    private EntryPrinter printer() {
        var terminal = environment.terminal();
        boolean isTable = format == null ? terminal.isInteractive() : format == Format.TABLE;
        return isTable
                ? EntryPrinter.ofLines(environment.out(), new Times(terminal, utc), terminal.columns())
                : EntryPrinter.ofJson(environment.out());
    }
}
