package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch history}. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Prints the states of a connection and its tunnels over time, the latest last.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch history vco-bp1bbi27hojx80nck",
            "  tunnelwatch history branch-chengdu",
            "  tunnelwatch history chengdu --from P7D --facet IPSEC -o csv"
        })
final class HistoryCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(
            paramLabel = "CONNECTION",
            description = "Id or name of the connection, a part of it that no other has, or account/region/id.")
    private String connection = "";

    @Option(
            names = "--facet",
            paramLabel = "FACET",
            description = "Only SERVICE, IPSEC, BGP, HEALTH_CHECK or REDUNDANCY.")
    private String facet = "";

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private RepeatOption watch = new RepeatOption();

    @Mixin
    private OutputOptions output;

    @Mixin
    private ReadApiClient api;

    HistoryCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        return watch.print(environment.out(), this::print);
    }

    private void print() {
        JsonNode known = new ConnectionNames(api).find(connection);
        var entities = new ArrayList<String>(List.of(known.path("id").asText()));
        known.path("tunnels").forEach(it -> entities.add(it.path("id").asText()));
        var intervals = new ArrayList<JsonNode>();
        for (String entity : entities) {
            var parameters = span.parameters();
            parameters.put("entity", entity);
            parameters.put("facet", facet);
            JsonNode answer = api.get("/api/v1/intervals", parameters);
            answer.path("intervals").forEach(it -> intervals.add(withLength(it, answer)));
        }
        intervals.sort(Comparator.comparing(it -> it.path("from").asText()));
        output.print(
                "History of " + known.path("name").asText(connection),
                intervals,
                "from",
                "to",
                "lastedSeconds",
                "entity",
                "facet",
                "state",
                "reason",
                "raw");
        output.print(IntervalLanes.timeline(intervals));
    }

    /** Adds the length of an interval; an open one counts up to the time until which it is known. */
    private static JsonNode withLength(JsonNode it, JsonNode answer) {
        JsonNode to = it.path("to").isNull() ? answer.path("knownUntil") : it.path("to");
        Duration lasted = Duration.between(Instant.parse(it.path("from").asText()), Instant.parse(to.asText()));
        return ((ObjectNode) it).put("lastedSeconds", Math.max(0, lasted.toSeconds()));
    }
}
