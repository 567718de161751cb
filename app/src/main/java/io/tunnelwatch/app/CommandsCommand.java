package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.Table;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch commands}. */
@Command(
        name = "commands",
        mixinStandardHelpOptions = true,
        description = "Prints what people have asked for and what is in force, the oldest first, and who did it.",
        footer = {"", "Examples:", "  tunnelwatch commands", "  tunnelwatch commands --all"})
final class CommandsCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Option(names = "--all", description = "Include those that are over, and those that were refused.")
    private boolean all;

    @Mixin
    private RepeatOption watch = new RepeatOption();

    @Mixin
    private OutputOptions output;

    @Mixin
    private ReadApiClient api;

    CommandsCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        return watch.print(environment.out(), this::print);
    }

    private void print() {
        JsonNode commands =
                api.get("/api/v1/commands" + (all ? "?all=true" : "")).path("commands");
        if (!output.isTable()) {
            output.print(
                    "Commands",
                    Json.each(commands).toList(),
                    "state",
                    "type",
                    "by",
                    "at",
                    "until",
                    "fingerprint",
                    "cancels",
                    "reason",
                    "refused",
                    "id");
            return;
        }
        if (commands.isEmpty()) {
            environment.out().println(all ? "No commands." : "Nothing is acknowledged, silenced or in maintenance.");
            environment.out().flush();
            return;
        }
        var table = new Table("STATE", "TYPE", "BY", "GIVEN", "UNTIL", "WHAT", "REASON", "ID");
        commands.forEach(it -> table.row(
                Json.text(it, "state"),
                Json.text(it, "type"),
                Json.text(it, "by"),
                output.cell(it, "at"),
                output.cell(it, "until"),
                what(it),
                it.path("refused").isTextual() ? Json.text(it, "refused") : Json.text(it, "reason"),
                Json.text(it, "id")));
        output.print(table);
    }

    private static String what(JsonNode it) {
        if (it.path("fingerprint").isTextual()) {
            return "alert " + it.path("fingerprint").asText();
        }
        return it.path("cancels").isTextual()
                ? "ends " + it.path("cancels").asText()
                : Json.each(it.path("matcher")).map(JsonNode::asText).collect(Collectors.joining(" "));
    }
}
