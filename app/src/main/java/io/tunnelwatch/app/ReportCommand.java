package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Prints availability and coverage. Availability is the share of the known time that was "
                    + "up; time switched off does not count. Coverage is the share of the time that is known.",
            "Availability outside planned leaves out the time in which maintenance was planned, whatever the state. "
                    + "Planned afterwards is the part of planned that was declared only later.",
            "Default: the last 30 days."
        },
        footer = {
            "",
            "Examples:",
            "  tunnelwatch report",
            "  tunnelwatch report --from 2026-10-01 --to 2026-11-01 --by gateway",
            "  tunnelwatch report --from P90D --by tag:site --format html > report.html"
        })
final class ReportCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Option(
            names = "--by",
            paramLabel = "KEY",
            description = "connection, tunnel, gateway, customerGateway, account, region, tag, or tag:KEY."
                    + " Default: ${DEFAULT-VALUE}")
    private String by = "connection";

    @Option(
            names = "--facet",
            paramLabel = "FACET",
            description = "Report BGP or HEALTH_CHECK instead of the connection itself.")
    private String facet = "";

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private OutputOptions output;

    @Mixin
    private ReadApiClient api;

    ReportCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        var parameters = span.parameters();
        parameters.put("by", by);
        parameters.put("facet", facet);
        JsonNode answer = api.get("/api/v1/availability", parameters);
        var rows = new ArrayList<JsonNode>();
        answer.path("rows").forEach(rows::add);
        String title = "Availability by " + by + ", " + Json.text(answer, "from") + " to " + Json.text(answer, "to");
        output.print(
                title,
                rows,
                "key",
                "name",
                "connections",
                "deleted",
                "availability",
                "availabilityOutsidePlanned",
                "coverage",
                "downSeconds",
                "plannedDownSeconds",
                "plannedSeconds",
                "plannedAfterwardsSeconds",
                "degradedSeconds",
                "outages",
                "flaps",
                "repairSeconds",
                "betweenFailuresSeconds",
                "detectSeconds");
        if (output.isTable()) {
            answer.path("maintenance").forEach(it -> environment.out().println(maintenance(it)));
            environment.out().println(title + ", as of " + Json.text(answer, "asOf"));
        }
        environment.out().flush();
        return 0;
    }

    private static String maintenance(JsonNode it) {
        JsonNode recurrence = it.path("recurrence");
        String when = recurrence.isObject()
                ? "returning at " + Json.text(recurrence, "startTime") + " " + Json.text(recurrence, "zone")
                : Json.text(it, "from") + " to " + Json.text(it, "until");
        String end = it.path("endedAt").isTextual() ? ", ended at " + Json.text(it, "endedAt") : "";
        String mark = it.path("afterwards").asBoolean() ? ", entered afterwards at " + Json.text(it, "at") : "";
        return "Planned: maintenance " + Json.text(it, "id") + " by " + Json.text(it, "by") + ", " + when + end + mark
                + ": " + Json.text(it, "reason");
    }
}
