package io.tunnelwatch.bench;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.topology.DecisionListener;
import io.tunnelwatch.processor.topology.DetectorTopology;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.streams.AdaptiveCommitPacing;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The processor's topology with the settings it runs with, on one thread. */
final class OurTopology implements Contestant {
    private final AtomicLong judged = new AtomicLong();
    private final SupervisedStreams streams;

    OurTopology(KafkaAccess access, Rules rules, String group, Path directory) {
        this(access, rules, group, directory, (observation, due, decision) -> {});
    }

    /** @param listener called with each decision, on the topology's thread */
    OurTopology(KafkaAccess access, Rules rules, String group, Path directory, DecisionListener listener) {
        var commitPacing = new AdaptiveCommitPacing();
        this.streams = SupervisedStreams.start(
                group,
                () -> DetectorTopology.build(access, rules, commitPacing, (observation, due, decision) -> {
                    listener.decided(observation, due, decision);
                    judged.incrementAndGet();
                }),
                StreamsSettings.settings(access, group, "1", directory, 1),
                new StreamsErrorMetrics("bench", new PrometheusRegistry()),
                commitPacing::committed);
    }

    boolean isRunning() {
        return streams.health().ready();
    }

    @Override
    public long judged() {
        return judged.get();
    }

    @Override
    public void close() {
        streams.close();
    }
}
