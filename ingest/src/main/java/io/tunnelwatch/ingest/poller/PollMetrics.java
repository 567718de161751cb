package io.tunnelwatch.ingest.poller;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.api.Target;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the polling goes. The one that matters: how long ago a target was last seen as a whole. */
public final class PollMetrics {
    private final Clock clock;
    private final Counter scans;
    private final Counter observations;
    private final Gauge connections;
    private final Map<Target, Instant> lastComplete = new ConcurrentHashMap<>();

    public PollMetrics(PrometheusRegistry registry, Clock clock) {
        this.clock = clock;
        this.scans = Counter.builder()
                .name("tunnelwatch_scans")
                .help("Looks at a target.")
                .labelNames("outcome")
                .register(registry);
        this.observations = Counter.builder()
                .name("tunnelwatch_observations_written")
                .help("Observations committed to the log.")
                .register(registry);
        this.connections = Gauge.builder()
                .name("tunnelwatch_connections")
                .help("Connections known of a target.")
                .labelNames("target")
                .register(registry);
        GaugeWithCallback.builder()
                .name("tunnelwatch_last_complete_scan_age_seconds")
                .help("Seconds since a target was last listed as a whole.")
                .labelNames("target")
                .callback(it -> lastComplete.forEach((target, at) ->
                        it.call(Duration.between(at, this.clock.instant()).toMillis() / 1000.0, target.key())))
                .register(registry);
    }

    void polled(Target target, TargetPoller.Result result) {
        scans.labelValues(result.complete() ? "complete" : "failed").inc();
        observations.inc(result.written());
        connections.labelValues(target.key()).set(result.connections());
        if (result.complete()) {
            lastComplete.put(target, clock.instant());
        }
    }
}
