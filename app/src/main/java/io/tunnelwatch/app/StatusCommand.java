package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.Surroundings;
import io.tunnelwatch.app.console.Answers;
import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.app.console.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Prints the current state of every connection, the worst first, and warns of what cannot be"
                + " trusted.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch status",
            "  tunnelwatch status --watch",
            "  tunnelwatch status --api http://watch.example:8080 | grep DOWN"
        })
final class StatusCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Mixin
    private Watch watch = new Watch();

    @Mixin
    private Api api;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.api = new Api(surroundings);
    }

    @Override
    public Integer call() {
        return watch.print(surroundings.out(), this::print);
    }

    private void print() {
        var pages = api.askAll("/api/v1/connections");
        var table = new Table("STATE", "NAME", "CONNECTION", "TARGET", "SINCE", "REASON");
        Answers.sorted(
                        pages.stream().flatMap(it -> Answers.each(it.path("connections"))),
                        it -> Colour.urgency(it.path("state").asText()))
                .forEach(it -> table.row(
                        Colour.ofState(it.path("state").asText()),
                        Answers.text(it, "state"),
                        Answers.text(it, "name"),
                        Answers.text(it, "id"),
                        Answers.text(it, "account") + "/" + Answers.text(it, "region"),
                        Answers.text(it, "since"),
                        Answers.text(it, "reason")));
        table.print(surroundings.out());
        surroundings.out().println("As of " + Answers.text(pages.get(0), "asOf"));
        api.ask("/api/v1/summary")
                .path("troubles")
                .forEach(it -> surroundings.out().println("Warning: " + Answers.text(it, "text")));
    }
}
