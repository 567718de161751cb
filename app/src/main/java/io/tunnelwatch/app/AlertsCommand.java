package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The alerts, on a terminal. */
@Command(
        name = "alerts",
        description = "What stands, and with --all what was resolved in the last day.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tunnelwatch alerts", "  tunnelwatch alerts --all"})
final class AlertsCommand implements Callable<Integer> {
    @Mixin
    private ApiOption api = new ApiOption();

    @Option(names = "--all", description = "The resolved ones of the last day as well.")
    private boolean all;

    @Override
    public Integer call() {
        JsonNode answer = api.get("/api/v1/alerts" + (all ? "?status=all" : ""));
        JsonNode alerts = answer.path("alerts");
        if (alerts.isEmpty()) {
            System.out.println("Nothing is wrong that anyone should know.");
        } else {
            var table = new Table().row("SEVERITY", "STATUS", "RULE", "SINCE", "SUMMARY");
            alerts.forEach(it -> table.row(
                    it.path("severity").asText(),
                    it.path("status").asText(),
                    it.path("rule").asText(),
                    it.path("since").asText(),
                    it.path("summary").asText()));
            table.print();
        }
        System.out.println("As of " + answer.path("asOf").asText("never: nothing has been seen yet"));
        return 0;
    }
}
