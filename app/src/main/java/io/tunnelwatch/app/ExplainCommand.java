package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.replay.Explanation;
import io.tunnelwatch.app.replay.Recording;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Explains the history of a connection or of an alert: what was seen, what was decided, "
                + "why nothing was published in between, and who was told of its alerts when, or why nobody was. "
                + "It judges the recorded observations again by the current rules; notices are shown as recorded.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch explain vco-bp1bbi27hojx80nck --from 3h",
            "  tunnelwatch explain chengdu -o json",
            "  tunnelwatch explain 5d41402abc4b2a76b9719d911017c592     an alert, by its fingerprint"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final String FINGERPRINT = "[0-9a-f]{32}";

    private final CommandEnvironment environment;

    @Parameters(
            paramLabel = "CONNECTION|ALERT",
            description = "Id or name of the connection, a part of it that no other has, or account/region/id. Or the"
                    + " fingerprint of an alert, the id of a gateway, or a target.")
    private String subject = "";

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    @Mixin
    private OutputOptions output;

    ExplainCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
    }

    @Override
    public Integer call() {
        Settings settings = options.read(environment.environment());
        String entity = subject.matches(FINGERPRINT) ? subjectOfAlert(settings) : named(settings);
        var story = new Explanation(entity, span::contains);
        play(settings, story::add);
        Recording.ofNotices(KafkaAccess.of(settings), environment.err())
                .play((fingerprint, notice) -> story.add(notice));
        if (story.isEmpty()) {
            throw new OperatorException("Nothing is recorded about '" + subject
                    + "' in this time range: 'tunnelwatch status' lists the connections, and --from goes further"
                    + " back.");
        }
        print(story.steps());
        output.print(story.timeline());
        return 0;
    }

    /** Prints a table without cutting a sentence: what is cut explains nothing. */
    private void print(List<JsonNode> steps) {
        if (!output.isTable()) {
            output.print("Explanation of " + subject, steps, "at", "about", "what");
            return;
        }
        var table = new Table("TIME", "ABOUT", "WHAT");
        steps.forEach(it -> table.row(output.cell(it, "at"), Json.text(it, "about"), Json.text(it, "what")));
        table.print(environment.out());
    }

    /** A connection by what a person calls it; everything else stays as it is. */
    private String named(Settings settings) {
        var connections = ConnectionsOfTopic.read(KafkaAccess.of(settings), environment.err());
        return connections.isGatewayOrTarget(subject)
                ? subject
                : new ConnectionNames(connections)
                        .findIfKnown(subject)
                        .map(it -> it.path("id").asText())
                        .orElse(subject);
    }

    private String subjectOfAlert(Settings settings) {
        var found = new AtomicReference<@Nullable String>();
        play(settings, heard -> heard.decision().events().forEach(event -> {
            if (event instanceof AlertStep step && step.fingerprint().equals(subject)) {
                found.set(step.connectionId() == null ? step.entity() : step.connectionId());
            }
        }));
        String connection = found.get();
        if (connection == null) {
            throw new OperatorException("The recorded observations give no alert with the fingerprint " + subject
                    + ": 'tunnelwatch alerts --all' lists the alerts; rules that differ from those of the running"
                    + " processor may give none.");
        }
        return connection;
    }

    private void play(Settings settings, java.util.function.Consumer<Rehearsal.Decided> listener) {
        var rehearsal = new Rehearsal(ProcessorSettings.of(settings).rules());
        Recording.ofObservations(KafkaAccess.of(settings), environment.err())
                .play((key, observation) -> listener.accept(rehearsal.decide(key, observation)));
    }
}
