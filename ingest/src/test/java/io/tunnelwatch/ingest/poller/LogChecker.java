package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows the log as the processor does, and checks that it is consistent. */
final class LogChecker {
    final Map<String, Long> connections = new TreeMap<>();
    private Order last = new Order(-1L, 0L, 0);
    private Instant observedAt = Instant.MIN;

    void read(List<Observation> observations) {
        observations.forEach(this::read);
    }

    private void read(Observation observation) {
        assertThat(observation.getOrder()).as("order only grows").isGreaterThan(last);
        assertThat(observation.getObservedAt()).as("time never runs back").isAfterOrEqualTo(observedAt);
        last = observation.getOrder();
        observedAt = observation.getObservedAt();
        Object body = observation.getBody();
        if (body instanceof ConnectionSnapshot snapshot) {
            connections.put(snapshot.getConnectionId(), snapshot.getContentHash());
        } else if (body instanceof ConnectionGone gone) {
            connections.remove(gone.getConnectionId());
        } else if (body instanceof ScanCompleted completed) {
            assertThat(completed.getConnections()).as("count").isEqualTo(connections.size());
            assertThat(completed.getDigest())
                    .as("digest")
                    .isEqualTo(connections.values().stream().mapToLong(it -> it).sum());
        }
    }
}
