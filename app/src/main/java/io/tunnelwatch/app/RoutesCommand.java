package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.app.console.Durations;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.labels.AlertLabels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch routes}. */
@Command(
        name = "routes",
        mixinStandardHelpOptions = true,
        description = "Prints which destinations would be told of an alert with these labels, and why. Sends nothing.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch routes --rule ConnectionDown --severity critical --tag env=prod",
            "  tunnelwatch routes --config tunnelwatch.properties --gateway vpn-1 --at 2026-11-21T19:00:00Z"
        })
final class RoutesCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Mixin
    private OutputOptions output;

    /** {@code routes test} means the same as {@code routes}. */
    @Parameters(arity = "0..1", hidden = true)
    private String word = NotifyCommand.TEST;

    @Option(names = "--rule", paramLabel = "RULE", description = "Rule of the alert, such as ConnectionDown.")
    private @Nullable String rule;

    @Option(names = "--severity", paramLabel = "SEVERITY", description = "Its severity: info, warning or critical.")
    private @Nullable String severity;

    @Option(names = "--account", paramLabel = "NAME", description = "Its account.")
    private @Nullable String account;

    @Option(names = "--region", paramLabel = "REGION", description = "Its region.")
    private @Nullable String region;

    @Option(names = "--gateway", paramLabel = "ID", description = "Its VPN gateway.")
    private @Nullable String gateway;

    @Option(names = "--connection", paramLabel = "ID", description = "Its connection.")
    private @Nullable String connection;

    @Option(names = "--tag", paramLabel = "KEY=VALUE", description = "A tag of the connection; may be repeated.")
    private Map<String, String> tags = new LinkedHashMap<>();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = TimeRangeOptions.TimeConverter.class,
            description = "When it would be told, such as 2026-11-21T19:00:00Z. Default: now.")
    private @Nullable Instant at;

    RoutesCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
    }

    @Override
    public Integer call() {
        if (!word.equals(NotifyCommand.TEST)) {
            throw new OperatorException("'" + word + "' is not known here: labels are options, see 'routes --help'.");
        }
        var settings = options.read(environment.environment(), Map.of());
        Routing routing =
                GateSettings.of(settings).routing(NotifySettings.of(settings).names());
        Instant time = at == null ? Instant.now() : at;
        var labels = labels();
        print(routing.explain(labels, time));
        output.remarks().println(sentence(routing, labels, time));
        return 0;
    }

    private void print(List<Routing.Explained> routes) {
        if (!output.isTable()) {
            output.print(
                    "Routes",
                    routes.stream().map(RoutesCommand::json).toList(),
                    "route",
                    "taken",
                    "why",
                    "destinations");
            return;
        }
        var table = new Table("ROUTE", "TAKES IT", "WHY", "DESTINATIONS");
        routes.forEach(it -> table.row(
                Colour.ofState(it.isTaken() ? "UP" : "UNKNOWN"),
                it.route(),
                it.isTaken() ? "yes" : "no",
                it.why(),
                String.join(", ", it.destinations())));
        output.print(table);
    }

    private static JsonNode json(Routing.Explained it) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("route", it.route())
                .put("taken", it.isTaken())
                .put("why", it.why())
                .put("destinations", String.join(", ", it.destinations()));
    }

    private static String sentence(Routing routing, Map<String, String> labels, Instant time) {
        var told = new ArrayList<String>();
        routing.destinationsFor(labels, time)
                .forEach((name, repeat) -> told.add(name
                        + repeat.map(it -> " (again every " + Durations.inWords(it.toSeconds()) + ")")
                                .orElse("")));
        if (routing.destinations().isEmpty()) {
            return "Nobody is told: no destination is set. See docs/notices.md.";
        }
        return told.isEmpty() ? "Nobody is told." : "Told: " + String.join(", ", told) + ".";
    }

    private Map<String, String> labels() {
        var labels = new TreeMap<String, String>();
        put(labels, AlertLabels.ALERTNAME, rule);
        put(labels, AlertLabels.SEVERITY, severity);
        put(labels, "account", account);
        put(labels, "region", region);
        put(labels, "vpn_gateway_id", gateway);
        put(labels, "vpn_connection_id", connection);
        tags.forEach((key, value) -> labels.put(AlertLabels.tag(key), value));
        return labels;
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null) {
            labels.put(name, value);
        }
    }
}
