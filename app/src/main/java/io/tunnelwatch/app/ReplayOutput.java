package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.replay.RuleTrial;
import io.tunnelwatch.app.replay.TrialTimeline;
import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import java.util.stream.Collectors;

/** The alerts that the current rules would have published, for a person or a program. */
final class ReplayOutput {
    private final RuleTrial trial;
    private final TimeRangeOptions span;
    private final boolean pagesOnly;

    /** @param pagesOnly leaves out alerts of which nobody would have been told */
    ReplayOutput(RuleTrial trial, TimeRangeOptions span, boolean pagesOnly) {
        this.trial = trial;
        this.span = span;
        this.pagesOnly = pagesOnly;
    }

    /** @param read number of observations that were judged */
    void print(OutputOptions output, long read) {
        var told = trial.notices().stream().map(it -> it.getAlert().getStepId()).collect(Collectors.toSet());
        var steps = trial.steps().stream()
                .filter(it -> span.contains(it.getUpdatedAt()))
                .toList();
        var shown = steps.stream()
                .filter(it -> !pagesOnly || (it.getActive() && told.contains(it.getStepId())))
                .toList();
        output.print(
                "Replay",
                shown.stream().map(ReplayOutput::json).toList(),
                "at",
                "status",
                "severity",
                "rule",
                "target",
                "decision",
                "summary");
        Instant from = ComparisonOutput.later(span.from(Instant.MIN), trial.start());
        output.print(new TrialTimeline(trial, null).of(shown, from, trial.end()));
        long notices =
                trial.notices().stream().filter(it -> span.contains(it.getAt())).count();
        output.remarks()
                .println(read + " observations: " + notices + (notices == 1 ? " notice" : " notices") + " in "
                        + steps.size() + " published steps.");
    }

    private static JsonNode json(Alert it) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("at", it.getUpdatedAt().toString())
                .put("status", it.getStatus().name())
                .put("severity", it.getSeverity().name())
                .put("rule", it.getRule().name())
                .put("target", it.getAccount() + "/" + it.getRegion())
                .put("entity", it.getEntity())
                .put("inhibitedBy", it.getInhibitedBy())
                .put("decision", it.getDecision())
                .put("summary", it.getSummary())
                .put("fingerprint", it.getFingerprint());
    }
}
