package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Every connection, on a terminal. */
@Command(
        name = "status",
        description = "Every connection as it stands.",
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  tunnelwatch status", "  tunnelwatch status --api http://watch.example:8080"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ApiOption api = new ApiOption();

    @Override
    public Integer call() {
        JsonNode answer = api.get("/api/v1/connections");
        var table = new Table().row("STATE", "NAME", "CONNECTION", "TARGET", "REASON", "SINCE");
        answer.path("connections")
                .forEach(it -> table.row(
                        it.path("state").asText(),
                        it.path("name").asText(),
                        it.path("id").asText(),
                        it.path("account").asText() + "/" + it.path("region").asText(),
                        it.path("reason").asText(),
                        it.path("since").asText()));
        table.print();
        System.out.println("As of " + answer.path("asOf").asText("never: nothing has been seen yet"));
        return 0;
    }
}
