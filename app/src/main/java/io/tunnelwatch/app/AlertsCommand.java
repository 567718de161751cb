package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch alerts}. */
@Command(
        name = "alerts",
        mixinStandardHelpOptions = true,
        description = "Prints the alerts that stand, what is worst first.",
        footer = {"", "Examples:", "  tunnelwatch alerts", "  tunnelwatch alerts --all --api http://watch.example:8080"
        })
final class AlertsCommand implements Callable<Integer> {
    /** Beside what is over: after all that speaks for itself. */
    private static final int BEHIND_THE_OTHERS = 2;

    private final Surroundings surroundings;

    @Option(names = "--all", description = "With those resolved in the last day.")
    private boolean all;

    @Mixin
    private Watch watch = new Watch();

    @Mixin
    private Api api;

    AlertsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.api = new Api(surroundings);
    }

    @Override
    public Integer call() {
        return watch.print(surroundings.out(), this::print);
    }

    private void print() {
        JsonNode answer = api.ask("/api/v1/alerts" + (all ? "?status=all" : ""));
        JsonNode alerts = answer.path("alerts");
        if (alerts.isEmpty()) {
            surroundings.out().println(all ? "No alerts in the last day." : "No alerts stand.");
        } else {
            print(alerts);
        }
        surroundings.out().println("As of " + Answers.text(answer, "asOf"));
    }

    private void print(JsonNode alerts) {
        var table = new Table("STATUS", "SEVERITY", "RULE", "ENTITY", "SINCE", "SUMMARY");
        Answers.sorted(alerts, AlertsCommand::urgency)
                .forEach(it -> table.row(
                        Colour.ofAlert(
                                it.path("status").asText(), it.path("severity").asText()),
                        Answers.text(it, "status") + (isSpokenFor(it) ? ", part of another incident" : ""),
                        Answers.text(it, "severity"),
                        Answers.text(it, "rule"),
                        Answers.text(it, "entity"),
                        Answers.text(it, "since"),
                        Answers.text(it, "summary")));
        table.print(surroundings.out());
    }

    /** What another incident speaks for stands back, as it does on the page. */
    private static int urgency(JsonNode it) {
        int own = Colour.urgency(it.path("status").asText(), it.path("severity").asText());
        return isSpokenFor(it) ? own + BEHIND_THE_OTHERS : own;
    }

    private static boolean isSpokenFor(JsonNode it) {
        return it.path("inhibitedBy").isTextual();
    }
}
