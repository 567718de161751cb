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
import picocli.CommandLine.Option;

/** {@code tunnelwatch alerts}. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Prints the active alerts, the worst first.",
        footer = {"", "Examples:", "  tunnelwatch alerts", "  tunnelwatch alerts --all --api http://watch.example:8080"
        })
final class AlertsCommand implements Callable<Integer> {
    /** Sorts inhibited alerts with the resolved ones, behind all others. */
    private static final int BEHIND_THE_OTHERS = 2;

    private final CommandEnvironment environment;

    @Option(names = "--all", description = "Include those resolved in the last day.")
    private boolean all;

    @Mixin
    private RepeatOption watch = new RepeatOption();

    @Mixin
    private OutputOptions output;

    @Mixin
    private ReadApiClient api;

    AlertsCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        return watch.print(environment.out(), this::print);
    }

    private void print() {
        JsonNode answer = api.get("/api/v1/alerts" + (all ? "?status=all" : ""));
        var alerts = Json.sorted(answer.path("alerts"), AlertsCommand::urgency).toList();
        if (!output.isTable()) {
            output.print(
                    "Alerts",
                    alerts,
                    "status",
                    "severity",
                    "rule",
                    "entity",
                    "name",
                    "since",
                    "inhibitedBy",
                    "summary",
                    "fingerprint");
            return;
        }
        if (alerts.isEmpty()) {
            environment.out().println(all ? "No alerts in the last day." : "No active alerts.");
        } else {
            print(alerts);
        }
        environment.out().println("As of " + output.time(answer, "asOf"));
        environment.out().flush();
    }

    private void print(List<JsonNode> alerts) {
        var table = new Table("STATUS", "SEVERITY", "RULE", "ENTITY", "SINCE", "SUMMARY");
        alerts.forEach(it -> table.row(
                Colour.ofAlert(it.path("status").asText(), it.path("severity").asText()),
                Json.text(it, "status") + (isInhibited(it) ? ", inhibited by another alert" : ""),
                Json.text(it, "severity"),
                Json.text(it, "rule"),
                Json.text(it, "entity"),
                output.cell(it, "since"),
                Json.text(it, "summary")));
        output.print(table);
    }

    /** Sort key of an alert; an inhibited one comes behind the others, as on the page. */
    private static int urgency(JsonNode it) {
        int own = Colour.urgency(it.path("status").asText(), it.path("severity").asText());
        return isInhibited(it) ? own + BEHIND_THE_OTHERS : own;
    }

    private static boolean isInhibited(JsonNode it) {
        return it.path("inhibitedBy").isTextual();
    }
}
