package io.tunnelwatch.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.topology.GateTopology;
import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.runtime.streams.AdaptiveCommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import java.nio.file.Path;

/** Starts the gate. The cautious clock keeps it from a time in the future, from which it could not return. */
public final class Gatekeeper {
    private static final String NAME = "notify";

    private Gatekeeper() {}

    /**
     * Starts the gate.
     *
     * @param instanceId name of this instance, stable across restarts and unique
     * @param destinations all destinations; the routes are read once, and refused if they name another
     */
    static SupervisedStreams start(
            GateSettings settings,
            NotifySettings destinations,
            String instanceId,
            Path stateDirectory,
            PrometheusRegistry metrics) {
        var kafka = destinations.kafka();
        var gate = new Gate(settings.routing(destinations.names()), destinations.hearingOfChanges());
        var clock = new CautiousClock();
        var commitPacing = new AdaptiveCommitPacing();
        return SupervisedStreams.start(
                NAME,
                () -> GateTopology.build(kafka, gate, clock::millis, commitPacing),
                StreamsSettings.settings(kafka, settings.applicationId(), instanceId, stateDirectory, 1),
                new StreamsErrorMetrics(NAME, metrics),
                commitPacing::committed);
    }
}
