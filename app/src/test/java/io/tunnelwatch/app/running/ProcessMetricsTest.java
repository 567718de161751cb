package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {
    /** One metric of each kind that an operator looks for; names are those of the Prometheus client. */
    private static final List<String> EXPECTED = List.of(
            "jvm_buffer_pool_used_bytes",
            "jvm_classes_currently_loaded",
            "jvm_gc_collection_seconds_sum",
            "jvm_memory_max_bytes",
            "jvm_memory_used_bytes",
            "jvm_runtime_info",
            "jvm_threads_current",
            "process_cpu_seconds_total",
            "process_open_fds",
            "process_resident_memory_bytes",
            "process_start_time_seconds");

    @Test
    void shouldServeJvmAndProcessBesideTheMetricsOfTheProgram() throws Exception {
        // Given
        var registry = ProcessMetrics.registry();
        new StreamsErrorMetrics("processor", registry);

        // When
        List<String> lines;
        try (var server = OperationsServer.start("127.0.0.1", 0, () -> Health.ready("runs"), registry)) {
            var request = HttpRequest.newBuilder(server.address().resolve("/metrics"));
            lines = HttpClient.newHttpClient()
                    .send(request.build(), BodyHandlers.ofLines())
                    .body()
                    .toList();
        }

        // Then
        assertThat(lines.stream().map(it -> it.split("[{ ]", 2)[0])).containsAll(EXPECTED);
        assertThat(lines).contains("tunnelwatch_processor_damaged_records_total 0.0");
        assertThat(lines.stream().filter(it -> it.startsWith("# TYPE "))).doesNotHaveDuplicates();
    }
}
