package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InMemoryStateTest {
    private final InMemoryState memory = new InMemoryState(new LinkedHashMap<>());
    private final Detector detector = new Detector(Rules.defaults());
    private int index;

    @Test
    void shouldGiveTheConnectionsById() {
        List.of("vco-2", "vco-3", "vco-1").forEach(it -> decide("", it));

        assertThat(memory.connections())
                .extracting(it -> it.snapshot().connectionId())
                .containsExactly("vco-1", "vco-2", "vco-3");
    }

    @Test
    void shouldRememberWhoPolledTheTargetLast() {
        assertThat(polledBy("", "vco-1")).isEmpty();
        assertThat(polledBy("group-a", "vco-2")).isEqualTo("group-a");
        assertThat(polledBy("", "vco-3")).isEqualTo("group-a");
        assertThat(polledBy("group-b", "vco-4")).isEqualTo("group-b");
        assertThat(polledBy("", "vco-4")).as("unchanged").isEqualTo("group-b");
    }

    private @Nullable String polledBy(String group, String connectionId) {
        return decide(group, connectionId).target().map(TargetState::polledBy).orElse(null);
    }

    private Decision decide(String group, String connectionId) {
        var order = new Order(1, 1, index++);
        var seen = SeenConnection.single(connectionId, UP);
        return memory.decide(detector, new Observation(Scene.TARGET, order, Scene.START, Scene.POLL, group, seen));
    }
}
