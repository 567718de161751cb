package io.tunnelwatch.notify.delivery;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** The metrics of delivery. Names of destinations are the operator's own, and few. */
public final class NoticeMetrics {
    private final Counter notices;
    private final Counter unreadable;
    private final Map<String, DoubleSupplier> ages = new ConcurrentHashMap<>();

    public NoticeMetrics(PrometheusRegistry metrics) {
        notices = Counter.builder()
                .name("tunnelwatch_notices")
                .help("Notices that ended at a destination: delivered, or failed and set aside as dead letters.")
                .labelNames("destination", "outcome")
                .register(metrics);
        unreadable = Counter.builder()
                .name("tunnelwatch_notify_unreadable_records")
                .help("Records of vpn.notifications.v1 that could not be read and were skipped.")
                .labelNames("destination")
                .register(metrics);
        GaugeWithCallback.builder()
                .name("tunnelwatch_notices_oldest_undelivered_seconds")
                .help(
                        "Age of the oldest notice that waits for a destination; 0 if none waits, or another process delivers.")
                .labelNames("destination")
                .callback(it -> ages.forEach((name, age) -> it.call(age.getAsDouble(), name)))
                .register(metrics);
    }

    void age(String destination, DoubleSupplier seconds) {
        ages.put(destination, seconds);
        for (DeliveryResult.Reason it : DeliveryResult.Reason.values()) {
            notices.initLabelValues(destination, it.name());
        }
    }

    void ended(String destination, DeliveryResult.Reason outcome) {
        notices.labelValues(destination, outcome.name()).inc();
    }

    void unreadable(String destination) {
        unreadable.labelValues(destination).inc();
    }
}
