package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The content of the log for every target, read as the processor reads it and checked for consistency. */
final class LogAudit {
    private final Map<String, Telling> targets = new TreeMap<>();
    private final List<String> gone = new ArrayList<>();

    private static final class Telling {
        private final Map<String, Long> connections = new HashMap<>();
        private Order last = new Order(-1L, 0L, 0);
        private Instant observedAt = Instant.MIN;
    }

    static LogAudit of(List<Observation> observations) {
        var story = new LogAudit();
        observations.forEach(story::read);
        return story;
    }

    private void read(Observation observation) {
        var target = targets.computeIfAbsent(key(observation), it -> new Telling());
        assertThat(observation.getOrder())
                .as("order of %s only grows", key(observation))
                .isGreaterThan(target.last);
        assertThat(observation.getObservedAt())
                .as("time of %s never runs back", key(observation))
                .isAfterOrEqualTo(target.observedAt);
        target.last = observation.getOrder();
        target.observedAt = observation.getObservedAt();
        if (observation.getBody() instanceof ConnectionSnapshot it) {
            target.connections.put(it.getConnectionId(), it.getContentHash());
        } else if (observation.getBody() instanceof ConnectionGone it) {
            target.connections.remove(it.getConnectionId());
            gone.add(it.getConnectionId());
        } else if (observation.getBody() instanceof ScanCompleted it) {
            assertThat(it.getConnections())
                    .as("connections of %s", key(observation))
                    .isEqualTo(target.connections.size());
            assertThat(it.getDigest())
                    .as("digest of %s", key(observation))
                    .isEqualTo(target.connections.values().stream()
                            .mapToLong(hash -> hash)
                            .sum());
        }
    }

    List<String> gone() {
        return gone;
    }

    static String key(Observation observation) {
        return observation.getAccount() + "/" + observation.getRegion();
    }
}
