package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch silence}. */
@Command(
        name = "silence",
        mixinStandardHelpOptions = true,
        description = "Silences alerts: nobody is told of alerts whose labels match, until the silence ends.",
        footer = {
            "",
            "A matcher is name=value, name!=value, name=~regex or name!~regex; all must match. The labels of the alerts"
                    + " are in the answers of /api/v1/alerts; tags of a connection are labels tag_….",
            "",
            "Examples:",
            "  tunnelwatch silence chengdu --for 2h --reason 'ticket 4711'",
            "  tunnelwatch silence alertname=BgpDown tag_env=~'test|dev' --until 2026-11-30T08:00:00+08:00 --reason 'lab'"
        })
final class SilenceCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private AlertMatchers matchers;

    @Mixin
    private ExpiryOptions expiry = new ExpiryOptions();

    @Mixin
    private ReadApiClient api;

    SilenceCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.matchers = new AlertMatchers(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        var body = api.command("SILENCE");
        matchers.read(api).forEach(body.putArray("matcher")::add);
        expiry.put(body);
        JsonNode command = api.post(body);
        String id = command.path("id").asText();
        long covered = Json.each(api.get("/api/v1/alerts").path("alerts"))
                .filter(it -> Json.each(it.path("commands"))
                        .anyMatch(in -> in.asText().equals(id)))
                .count();
        environment
                .out()
                .println("Silenced from " + Json.text(command, "from") + " until " + Json.text(command, "until")
                        + ", by " + Json.text(command, "by") + ". Active alerts that it covers now: " + covered + ".");
        environment.out().println("End it with: tunnelwatch unsilence " + Json.text(command, "id"));
        environment.out().flush();
        return 0;
    }
}
