package io.tunnelwatch.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaMetricsTest {
    private final Map<MetricName, Metric> kafkas = new HashMap<>();
    private final PrometheusRegistry registry = new PrometheusRegistry();

    @Test
    void shouldAddUpThreadsAndTakeTheLongestTime() throws IOException {
        // Given
        put("stream-thread-metrics", "process-total", "thread-1", 3.0);
        put("stream-thread-metrics", "process-total", "thread-2", 4.0);
        put("stream-thread-metrics", "commit-latency-max", "thread-1", 250.0);
        put("stream-thread-metrics", "commit-latency-max", "thread-2", 1_500.0);

        // When
        var lines = scrape();

        // Then
        assertThat(lines)
                .contains(
                        "tunnelwatch_kafka_processed_records_total{application=\"history\"} 7.0",
                        "tunnelwatch_kafka_commit_latency_max_seconds{application=\"history\"} 1.5",
                        "tunnelwatch_kafka_lag_records{application=\"history\"} 5.0");
    }

    @Test
    void shouldLeaveOutWhatKafkaDoesNotKnow() throws IOException {
        // Given
        put("consumer-coordinator-metrics", "last-heartbeat-seconds-ago", "one", -1.0);
        put("stream-thread-metrics", "commit-latency-max", "thread-1", Double.NaN);
        put("consumer-fetch-manager-metrics", "records-lag-max", "one", Double.NaN);

        // When
        var lines = scrape();

        // Then
        assertThat(lines).noneMatch(it -> it.contains("heartbeat") || it.contains("latency"));
        assertThat(lines).contains("tunnelwatch_kafka_fetch_lag_records{application=\"history\"} 0.0");
    }

    @Test
    void shouldPassOnNothingBeyondTheList() throws IOException {
        // Given
        put("stream-metrics", "state", "one", "RUNNING");
        put("producer-topic-metrics", "record-send-total", "one", 7.0);
        put("stream-thread-metrics", "task-created-total", "one", 7.0);

        // When
        var lines = scrape();

        // Then
        assertThat(lines.stream().filter(it -> !it.startsWith("#")))
                .containsExactly("tunnelwatch_kafka_lag_records{application=\"history\"} 5.0");
    }

    @Test
    void shouldShareARegistryWithOtherApplications() throws IOException {
        // Given
        put("stream-metrics", "alive-stream-threads", "one", 1.0);
        registry.register(new KafkaMetrics("processor", () -> kafkas, OptionalLong::empty));

        // When
        var lines = scrape();

        // Then
        assertThat(lines)
                .contains(
                        "tunnelwatch_kafka_alive_threads{application=\"history\"} 1.0",
                        "tunnelwatch_kafka_alive_threads{application=\"processor\"} 1.0");
        assertThat(lines.stream().filter(it -> it.startsWith("# TYPE tunnelwatch_kafka_alive_threads ")))
                .hasSize(1);
    }

    private List<String> scrape() throws IOException {
        registry.register(new KafkaMetrics("history", () -> kafkas, () -> OptionalLong.of(5)));
        var out = new ByteArrayOutputStream();
        MetricsFormat.accepted(null).write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void put(String group, String name, String client, Object value) {
        var metricName = new MetricName(name, group, "", Map.of("client-id", client));
        kafkas.put(metricName, new Metric() {
            @Override
            public MetricName metricName() {
                return metricName;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }
}
