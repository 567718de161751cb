package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.running.Role;
import io.tunnelwatch.runtime.Settings;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SingleProgramTest {
    @ParameterizedTest
    @EnumSource(names = {"INGEST", "PROCESSOR", "SINK"})
    void shouldMeasureTheProcessOfEveryProgram(Role role) {
        // Given
        var nowhere = new PrintWriter(Writer.nullWriter());
        var environment = new CommandEnvironment(Map.of(), Path.of("."), nowhere, nowhere);

        // When
        var program = new SingleProgram(role, () -> Settings.of(Map.of()), environment);

        // Then
        assertThat(program.metrics().scrape().stream()
                        .map(it -> it.getMetadata().getPrometheusName()))
                .contains("jvm_memory_used_bytes", "process_cpu_seconds");
    }
}
