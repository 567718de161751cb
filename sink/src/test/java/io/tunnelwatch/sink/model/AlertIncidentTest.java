package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The incidents among the steps of an alert, and until when each is known. */
class AlertIncidentTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");
    private static final List<Alert> STEPS = List.of(
            step(10, 20, true, "vco-2", "vco-1"),
            step(10, 40, false, "vco-3", "vco-1"),
            step(60, 60, true),
            step(80, 80, true));

    @Test
    void shouldEndWithItsLastStepWhenThatResolvedIt() {
        var it = find(STEPS, 10, 99);

        assertThat(it.isOver()).isTrue();
        assertThat(it.until()).isEqualTo(at(40));
        assertThat(it.nextFiredAt()).isEqualTo(at(60));
        assertThat(it.members()).containsExactly("vco-1", "vco-2", "vco-3");
    }

    @Test
    void shouldBeKnownUntilItsTargetWasJudgedOrUntilItsLastStep() {
        assertThat(find(STEPS, 80, 99).isOver()).isFalse();
        assertThat(find(STEPS, 80, 99).until()).isEqualTo(at(99));
        assertThat(find(STEPS, 80, 79).until()).isEqualTo(at(80));
        assertThat(find(STEPS, 80, 99).nextFiredAt()).isNull();
    }

    /** The step that resolved it is missing. */
    @Test
    void shouldEndWhenTheNextOneFires() {
        assertThat(find(STEPS, 60, 99).until()).isEqualTo(at(80));
    }

    @Test
    void shouldBeWholeIfTheStepWithWhichItFiredIsThere() {
        assertThat(find(STEPS, 10, 99).isWhole()).isFalse();
        assertThat(find(STEPS, 60, 99).isWhole()).isTrue();
    }

    @Test
    void shouldBeTheNewestUnlessAnotherIsAskedFor() {
        assertThat(AlertIncident.find(STEPS, Optional.empty(), at(99)))
                .map(AlertIncident::firedAt)
                .contains(at(80));
        assertThat(AlertIncident.find(STEPS, Optional.of(at(11)), at(99))).isEmpty();
        assertThat(AlertIncident.find(List.of(), Optional.empty(), at(99))).isEmpty();
    }

    private static AlertIncident find(List<Alert> steps, int firedAt, int judgedAt) {
        return AlertIncident.find(steps, Optional.of(at(firedAt)), at(judgedAt)).orElseThrow();
    }

    private static Alert step(int firedAt, int updatedAt, boolean isActive, String... members) {
        return Alert.newBuilder(new SampleRecords(BEGAN).alert("a"))
                .setActive(isActive)
                .setMembers(List.of(members))
                .setFiredAt(at(firedAt))
                .setUpdatedAt(at(updatedAt))
                .build();
    }

    private static Instant at(int second) {
        return BEGAN.plusSeconds(second);
    }
}
