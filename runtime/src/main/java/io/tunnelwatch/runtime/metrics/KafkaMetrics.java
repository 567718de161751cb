package io.tunnelwatch.runtime.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Reads Kafka's own metrics of one application at each scrape. It holds no client and no listener, so a client that is replaced
 * or closed leaves nothing behind.
 */
public final class KafkaMetrics implements MultiCollector {
    private final Labels labels;
    private final Supplier<? extends Map<MetricName, ? extends Metric>> source;
    private final Supplier<OptionalLong> lag;

    /**
     * Creates a collector; several of them may share a registry.
     *
     * @param application the value of the label
     * @param source the metrics of the clients that there are now
     * @param lag records that the application has not committed yet, as the brokers know it; empty if it is not known
     */
    public KafkaMetrics(
            String application,
            Supplier<? extends Map<MetricName, ? extends Metric>> source,
            Supplier<OptionalLong> lag) {
        this.labels = Labels.of("application", application);
        this.source = source;
        this.lag = lag;
    }

    @Override
    public MetricSnapshots collect() {
        var values = values();
        var families = MetricSnapshots.builder();
        values.forEach(
                (metric, each) -> family(metric, metric.merged(each.stream().mapToDouble(it -> it)))
                        .ifPresent(families::metricSnapshot));
        lag.get()
                .ifPresent(it -> families.metricSnapshot(gauge(
                        "tunnelwatch_kafka_lag_records",
                        "Records of its partitions that the application has not committed yet.",
                        (double) it)));
        return families.build();
    }

    private Map<KafkaMetric, List<Double>> values() {
        var values = new EnumMap<KafkaMetric, List<Double>>(KafkaMetric.class);
        source.get().forEach((name, metric) -> {
            for (KafkaMetric it : KafkaMetric.values()) {
                if (it.isReadFrom(name.group(), name.name()) && metric.metricValue() instanceof Number number) {
                    values.computeIfAbsent(it, any -> new ArrayList<>()).add(number.doubleValue());
                }
            }
        });
        return values;
    }

    private Optional<MetricSnapshot> family(KafkaMetric metric, double value) {
        if (Double.isNaN(value)) {
            return Optional.empty();
        }
        return Optional.of(
                metric.isCounter()
                        ? counter(metric.publicName(), metric.help(), value)
                        : gauge(metric.publicName(), metric.help(), value));
    }

    private MetricSnapshot gauge(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build())
                .build();
    }

    private MetricSnapshot counter(String name, String help, double value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build())
                .build();
    }
}
