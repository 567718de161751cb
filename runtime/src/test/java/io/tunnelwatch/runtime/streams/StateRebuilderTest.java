package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

class StateRebuilderTest {
    /** The supervisor asks in the handler of a dying thread, where an exception would replace the one that killed it. */
    @Test
    void shouldTakeNoInputForMissingWhenKafkaDoesNotAnswer() {
        // Given
        var topology = new Topology().addSource("read", "observations");
        try (var admin = Admin.create(
                Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 500, "request.timeout.ms", 500))) {
            // When
            var missing = new StateRebuilder(admin, "application", Set.of("one-1")).missingInputs(topology);

            // Then
            assertThat(missing).isEmpty();
            admin.close(Duration.ZERO);
        }
    }

    @Test
    void shouldTakeNoInputForMissingWhenTheSupervisorHasClosed() {
        // Given
        var topology = new Topology().addSource("read", "observations");
        var admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"));
        admin.close(Duration.ZERO);

        // When
        var missing = new StateRebuilder(admin, "application", Set.of("one-1")).missingInputs(topology);

        // Then
        assertThat(missing).isEmpty();
    }
}
