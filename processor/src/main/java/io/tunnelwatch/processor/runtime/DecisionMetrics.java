package io.tunnelwatch.processor.runtime;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.topology.DecisionListener;
import io.tunnelwatch.processor.topology.ScanTrace;
import io.tunnelwatch.schemas.topics.TraceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts decisions, and logs those that an operator wants to know. */
final class DecisionMetrics implements DecisionListener {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionMetrics.class);

    private static final Duration RECENT = Duration.ofHours(1);

    private final Counter observations;
    private final Counter verdicts;
    private final Counter transitions;
    private final Counter alerts;
    private final Set<Target> diverged = ConcurrentHashMap.newKeySet();

    DecisionMetrics(PrometheusRegistry registry) {
        this.observations = counter("tunnelwatch_observations", "Observations judged.", registry);
        this.verdicts = counter("tunnelwatch_verdicts", "Decisions by their named reason.", registry, "verdict");
        this.transitions = counter("tunnelwatch_transitions", "Transitions decided.", registry, "kind");
        this.alerts = counter("tunnelwatch_alert_steps", "Alert steps decided.", registry, "rule", "status");
        startAtZero();
    }

    /** A counter that first appears with its first increment shows no increase to a query. */
    private void startAtZero() {
        Arrays.stream(Verdict.values()).forEach(it -> verdicts.initLabelValues(it.name()));
        Arrays.stream(Transition.Kind.values()).forEach(it -> transitions.initLabelValues(it.name()));
        for (AlertRule rule : AlertRule.values()) {
            Arrays.stream(AlertStatus.values()).forEach(it -> alerts.initLabelValues(rule.name(), it.name()));
        }
    }

    @Override
    public void decided(Observation observation, Instant nextPollDue, Decision decision) {
        observations.inc();
        decision.verdicts()
                .forEach(it -> verdicts.labelValues(it.verdict().name()).inc());
        if (observation.body() instanceof Observation.ScanCompleted) {
            warnOnce(observation, decision);
        }
        decision.events().forEach(this::count);
    }

    /** Warns once, and again only after the difference was gone: nobody reads a warning that comes with every scan. */
    private void warnOnce(Observation observation, Decision decision) {
        boolean diverges = decision.verdicts().stream().anyMatch(it -> it.verdict() == Verdict.DIVERGED);
        if (!diverges) {
            diverged.remove(observation.target());
        } else if (diverged.add(observation.target())) {
            LOG.atWarn()
                    .addKeyValue("target", observation.target())
                    .addKeyValue("order", observation.order())
                    .log("An observation was lost: the known state of the target differs from the scan. The next "
                            + "key scan corrects it");
        }
    }

    private void count(Event event) {
        event.match(
                        it -> transitions.labelValues(it.kind().name()),
                        it -> alerts.labelValues(
                                it.key().rule().name(), it.status().name()))
                .inc();
        if (event instanceof AlertStep step) {
            LOG.atLevel(level(step))
                    .addKeyValue("status", step.status())
                    .addKeyValue("rule", step.key().rule())
                    .addKeyValue("entity", step.key().entity())
                    .addKeyValue("decision", step.verdict())
                    .addKeyValue("at", step.cause().at())
                    .addKeyValue("alert", step.fingerprint())
                    .addKeyValue(TraceId.KEY, ScanTrace.of(step.cause()))
                    .log("Alert step decided");
        }
    }

    /** When a history is judged, nobody acts on its steps, and they would fill the screen. */
    private static Level level(AlertStep step) {
        return step.cause().at().isBefore(Instant.now().minus(RECENT)) ? Level.DEBUG : Level.INFO;
    }

    private static Counter counter(String name, String help, PrometheusRegistry registry, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }
}
