package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Prints the current state of every connection, the worst first, and warnings about what "
                + "may be wrong or missing.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch status",
            "  tunnelwatch status --watch",
            "  tunnelwatch status -o json | jq '.[] | select(.state==\"DOWN\") | .name'",
            "  tunnelwatch status --api http://watch.example:8080 | grep DOWN"
        })
final class StatusCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private RepeatOption watch = new RepeatOption();

    @Mixin
    private OutputOptions output;

    @Mixin
    private ReadApiClient api;

    StatusCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        return watch.print(environment.out(), this::print);
    }

    private void print() {
        var pages = api.getAllPages("/api/v1/connections");
        var connections = Json.sorted(
                        pages.stream().flatMap(it -> Json.each(it.path("connections"))),
                        it -> Colour.urgency(it.path("state").asText()))
                .toList();
        if (!output.isTable()) {
            output.print("Status", connections, "state", "name", "id", "account", "region", "since", "reason");
            return;
        }
        print(connections);
        environment.out().println("As of " + output.time(pages.get(0), "asOf"));
        api.get("/api/v1/summary")
                .path("troubles")
                .forEach(it -> environment.out().println("Warning: " + Json.text(it, "text")));
        environment.out().flush();
    }

    private void print(List<JsonNode> connections) {
        var table = new Table("STATE", "NAME", "CONNECTION", "TARGET", "SINCE", "REASON");
        connections.forEach(it -> table.row(
                Colour.ofState(it.path("state").asText()),
                Json.text(it, "state"),
                Json.text(it, "name"),
                Json.text(it, "id"),
                Json.text(it, "account") + "/" + Json.text(it, "region"),
                output.cell(it, "since"),
                Json.text(it, "reason")));
        output.print(table);
    }
}
