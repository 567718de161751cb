package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.runtime.labels.MatcherText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

/** Words of a command line that select alerts: matchers of labels, and connections by what a person calls them. */
final class AlertMatchers {
    private final CommandEnvironment environment;

    @Parameters(
            paramLabel = "MATCHER|CONNECTION",
            arity = "1..*",
            description = "Matchers of labels, all of which must match; or a connection's id or name, a part of it that"
                    + " no other has, or account/region/id. Several connections are alternatives.")
    private List<String> words = new ArrayList<>();

    AlertMatchers(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** The matchers, with one for all connections; says on standard error which connections these are. */
    List<String> read(ReadApiClient api) {
        var names = new ConnectionNames(api);
        var matchers =
                new ArrayList<>(words.stream().filter(MatcherText::isMatcher).toList());
        var connections = words.stream()
                .filter(it -> !MatcherText.isMatcher(it))
                .map(names::find)
                .distinct()
                .toList();
        connections.forEach(it -> environment
                .err()
                .println("Connection " + Json.text(it, "id") + " (" + Json.text(it, "name") + ", "
                        + Json.text(it, "account") + "/" + Json.text(it, "region") + ")"));
        environment.err().flush();
        if (!connections.isEmpty()) {
            matchers.add(matcher(connections));
        }
        return matchers;
    }

    private static String matcher(List<JsonNode> connections) {
        if (connections.size() == 1) {
            return AlertLabels.CONNECTION + "=" + connections.get(0).path("id").asText();
        }
        return connections.stream()
                .map(it -> it.path("id").asText().replaceAll("[^\\w-]", "\\\\$0"))
                .collect(Collectors.joining("|", AlertLabels.CONNECTION + "=~", ""));
    }
}
