package io.tunnelwatch.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.topology.GateTopology;
import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.AdaptiveCommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import java.nio.file.Path;
import java.util.SortedSet;

/** Starts the gate. The cautious clock keeps it from a time in the future, from which it could not return. */
public final class Gatekeeper {
    private static final String NAME = "notify";

    private Gatekeeper() {}

    /**
     * Starts the gate.
     *
     * @param instanceId name of this instance, stable across restarts and unique
     * @param destinations the names of all destinations; the routes are read once, and refused if they name another
     */
    public static SupervisedStreams start(
            GateSettings settings,
            KafkaAccess kafka,
            String instanceId,
            Path stateDirectory,
            SortedSet<String> destinations,
            PrometheusRegistry metrics) {
        var routing = settings.routing(destinations);
        var clock = new CautiousClock();
        var commitPacing = new AdaptiveCommitPacing();
        return SupervisedStreams.start(
                NAME,
                () -> GateTopology.build(kafka, routing, clock::millis, commitPacing),
                StreamsSettings.settings(kafka, settings.applicationId(), instanceId, stateDirectory, 1),
                new StreamsErrorMetrics(NAME, metrics),
                commitPacing::committed);
    }
}
