package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch unsilence}. */
@Command(
        name = "unsilence",
        mixinStandardHelpOptions = true,
        description = "Ends silences, maintenances and acknowledgements before their time.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch commands",
            "  tunnelwatch unsilence 5d0c5d3e-8a3b-4f0e-9a57-0a3f4f2f9b11 --reason 'provider says it is fixed'"
        })
final class UnsilenceCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of commands; 'tunnelwatch commands' lists them.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit.")
    private String reason = "";

    @Mixin
    private ReadApiClient api;

    UnsilenceCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        for (String id : ids) {
            JsonNode command = api.post(api.command("CANCEL").put("cancels", id).put("reason", reason));
            environment.out().println("Ended, by " + Json.text(command, "by") + ": " + Json.text(command, "cancels"));
        }
        environment.out().flush();
        return 0;
    }
}
