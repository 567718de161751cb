package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Durations;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.TargetViews;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tunnelwatch targets}. */
@Command(
        name = "targets",
        mixinStandardHelpOptions = true,
        description = "Prints every target: its last complete scan, how far it is judged, and who polls it.",
        footer = {
            "",
            "SEEN says whether the target can be scanned, since when it is retired, or for how long "
                    + "it has not been judged.",
            "",
            "Examples:",
            "  tunnelwatch targets",
            "  tunnelwatch targets --config tunnelwatch.properties -o json",
            "  tunnelwatch targets retire prod/cn-hangzhou --data-dir ./data"
        })
final class TargetsCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    @Mixin
    private OutputOptions output;

    TargetsCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.output = new OutputOptions(environment);
    }

    @Override
    public Integer call() {
        print(read(KafkaAccess.of(options.read(environment.environment()))), Instant.now());
        return 0;
    }

    static Map<String, TargetView> read(KafkaAccess kafka) {
        Prerequisites.require(kafka, List.of(Topics.TARGETS));
        try (var views = new TargetViews(kafka)) {
            return views.read();
        }
    }

    void print(Map<String, TargetView> views, Instant now) {
        var targets = new ArrayList<JsonNode>();
        views.forEach((target, it) -> targets.add(json(target, it, now)));
        output.print("Targets", targets, "target", "lastScan", "judged", "seen", "connections", "polledBy");
    }

    private static JsonNode json(String target, TargetView it, Instant now) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("target", target)
                .put("state", isWell(it, now) ? "UP" : it.getRetiredAt() == null ? "DOWN" : "UNKNOWN")
                .put("lastScan", text(it.getLastComplete()))
                .put("judged", it.getJudgedAt().toString())
                .put("seen", seen(it, now))
                .put("retiredAt", text(it.getRetiredAt()))
                .put("connections", it.getConnections())
                .put("polledBy", it.getPolledBy().isEmpty() ? "?" : it.getPolledBy());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    private static boolean isWell(TargetView it, Instant now) {
        return it.getRetiredAt() == null
                && !RetirementCheck.isOverdue(it, now)
                && state(it.getFreshness()) == FacetState.UP;
    }

    private static FacetState state(@Nullable FacetValue freshness) {
        return freshness == null ? FacetState.UNKNOWN : freshness.getState();
    }

    static String seen(TargetView it, Instant now) {
        if (it.getRetiredAt() != null) {
            return "retired at " + it.getRetiredAt();
        }
        FacetValue freshness = it.getFreshness();
        if (state(freshness) != FacetState.UP) {
            return freshness == null ? "not yet" : freshness.getState() + " " + freshness.getReason();
        }
        return RetirementCheck.isOverdue(it, now)
                ? "not judged for "
                        + Durations.inWords(
                                Duration.between(it.getJudgedAt(), now).toSeconds())
                : "yes";
    }
}
