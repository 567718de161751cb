package io.tunnelwatch.sink.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** The values of one metric at one scrape, by its labels. */
final class Gauges {
    private final String name;
    private final String help;
    private final String[] labelNames;
    private final Map<Labels, Double> values = new TreeMap<>();

    Gauges(String name, String help, String... labelNames) {
        this.name = name;
        this.help = help;
        this.labelNames = labelNames;
    }

    void set(double value, String... labelValues) {
        values.put(Labels.of(labelNames, labelValues), value);
    }

    void add(double value, String... labelValues) {
        values.merge(Labels.of(labelNames, labelValues), value, Double::sum);
    }

    GaugeSnapshot snapshot() {
        var snapshot = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((labels, value) -> snapshot.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
        return snapshot.build();
    }
}
