package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.schemas.program.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Prints every interval of every connection and tunnel, for other programs; of the last day when told nothing else.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch export --from P30D > intervals.csv",
            "  tunnelwatch export --from 2026-10-01 --to 2026-11-01 --format jsonl | jq -c 'select(.state==\"DOWN\")'"
        })
final class ExportCommand implements Callable<Integer> {
    private static final String[] FIELDS = {
        "account",
        "region",
        "connectionId",
        "name",
        "entity",
        "facet",
        "state",
        "reason",
        "raw",
        "from",
        "notBefore",
        "to",
        "closeReason"
    };

    private final Surroundings surroundings;

    @Option(names = "--format", description = "CSV or JSONL. Default: ${DEFAULT-VALUE}")
    private Lines.Format format = Lines.Format.CSV;

    @Mixin
    private Span span = new Span();

    @Mixin
    private Api api;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.api = new Api(surroundings);
    }

    @Override
    public Integer call() {
        if (format != Lines.Format.CSV && format != Lines.Format.JSONL) {
            throw new OperatorException("--format of an export is csv or jsonl; 'report' and 'history' have others.");
        }
        var lines = new Lines(surroundings.out(), FIELDS);
        if (format == Lines.Format.CSV) {
            lines.csvHead();
        }
        for (JsonNode connection : api.ask("/api/v1/connections").path("connections")) {
            var entities = new ArrayList<String>(List.of(connection.path("id").asText()));
            connection.path("tunnels").forEach(it -> entities.add(it.path("id").asText()));
            entities.forEach(entity -> export(connection, entity, lines));
        }
        surroundings.out().flush();
        return 0;
    }

    private void export(JsonNode connection, String entity, Lines lines) {
        var parameters = span.parameters();
        parameters.put("entity", entity);
        JsonNode answer = api.askIfKnown("/api/v1/intervals", parameters);
        if (answer.path("truncated").asBoolean()) {
            throw new OperatorException("There is more of " + entity
                    + " in this time than one answer holds: shorten it with" + " --from and --to.");
        }
        for (JsonNode it : answer.path("intervals")) {
            var whole = ((com.fasterxml.jackson.databind.node.ObjectNode) it)
                    .put("account", connection.path("account").asText())
                    .put("region", connection.path("region").asText())
                    .put("connectionId", connection.path("id").asText())
                    .put("name", connection.path("name").asText());
            if (format == Lines.Format.CSV) {
                lines.csv(whole);
            } else {
                surroundings.out().println(whole);
            }
        }
    }
}
