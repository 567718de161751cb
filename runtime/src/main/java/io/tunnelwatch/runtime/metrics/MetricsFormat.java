package io.tunnelwatch.runtime.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import org.jspecify.annotations.Nullable;

/** Chooses the format in which metrics are written. */
public final class MetricsFormat {
    private MetricsFormat() {}

    /**
     * OpenMetrics for a client that names it, and Prometheus' text for everybody else. A scraper that prefers protobuf names one
     * of the two as well.
     *
     * @param accept the header of that name; null if there is none
     */
    public static ExpositionFormatWriter accepted(@Nullable String accept) {
        var openMetrics = OpenMetricsTextFormatWriter.create();
        return openMetrics.accepts(accept) ? openMetrics : PrometheusTextFormatWriter.create();
    }
}
