package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.OperatorException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch ack}. */
@Command(
        name = "ack",
        mixinStandardHelpOptions = true,
        description = "Acknowledges alerts: nobody is told of them again until they get worse, they resolve, or the"
                + " acknowledgement ends (after 4 h by default, 24 h at most).",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch ack vco-bp1x2y3z",
            "  tunnelwatch ack 'Berlin office' --for 8h --reason 'ticket 4711, provider is informed'",
            "  tunnelwatch ack 0f3a9c2e77b14d51a0c4e5d6f7089a1b"
        })
final class AckCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(
            paramLabel = "ALERT|CONNECTION",
            description = "Fingerprint of an alert; or id or name of a connection, tunnel, gateway or target: all its"
                    + " active alerts.")
    private String subject = "";

    @Mixin
    private ExpiryOptions expiry = new ExpiryOptions();

    @Mixin
    private ReadApiClient api;

    AckCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        var alerts = Json.each(api.get("/api/v1/alerts").path("alerts"))
                .filter(this::isMeant)
                .toList();
        if (alerts.isEmpty()) {
            throw new OperatorException(
                    "No active alert is about '" + subject + "': 'tunnelwatch alerts' lists the active ones.");
        }
        toTell(alerts).forEach(this::acknowledge);
        environment.out().flush();
        return 0;
    }

    /** An inhibited alert tells nobody anything, unless it is the only one that is meant. */
    private static List<JsonNode> toTell(List<JsonNode> alerts) {
        var told = alerts.stream()
                .filter(it -> !it.path("inhibitedBy").isTextual())
                .toList();
        return told.isEmpty() ? alerts : told;
    }

    private boolean isMeant(JsonNode alert) {
        return Stream.of("fingerprint", "connectionId", "tunnelId", "entity", "name")
                        .anyMatch(it -> subject.equalsIgnoreCase(alert.path(it).asText()))
                || Json.each(alert.path("members")).anyMatch(it -> subject.equalsIgnoreCase(it.asText()));
    }

    private void acknowledge(JsonNode alert) {
        var body = api.command("ACKNOWLEDGE");
        body.put("fingerprint", alert.path("fingerprint").asText());
        expiry.put(body);
        JsonNode command = api.post(body);
        environment
                .out()
                .println("Acknowledged until " + Json.text(command, "until") + ", by " + Json.text(command, "by") + ": "
                        + Json.text(alert, "rule") + " of " + Json.text(alert, "entity") + ".");
    }
}
