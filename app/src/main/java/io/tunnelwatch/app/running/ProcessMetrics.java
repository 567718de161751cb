package io.tunnelwatch.app.running;

import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** Registers the metrics that every process has, whatever program it runs: those of the JVM and of the operating system. */
public final class ProcessMetrics {
    private ProcessMetrics() {}

    /** Creates the registry of this process, to which its programs add their own metrics. */
    public static PrometheusRegistry registry() {
        var registry = new PrometheusRegistry();
        JvmMetrics.builder().register(registry);
        return registry;
    }
}
