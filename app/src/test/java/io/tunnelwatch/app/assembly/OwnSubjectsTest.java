package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSubjectsTest {
    private final OwnSubjects ours = OwnSubjects.of(Settings.of(
            Map.of("processor.application.id", "my-app", "processor.state.dir", "p", "sink.state.dir", "s")));

    @Test
    void shouldBeAllOfTheCatalogue() {
        assertThat(Topics.all()).isNotEmpty().allMatch(it -> ours.contains(it.subject()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"my-app-connections-changelog-value", "tunnelwatch-sink-by-hour-repartition-key"})
    void shouldBeWhatOurApplicationsKeep(String subject) {
        assertThat(ours.contains(subject)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil",
                "vpn.alerts.v1-value-2",
                "tunnelwatch-processor-connections-changelog-value",
                "my-app-a/b-changelog-value",
                "my-app-connections-changelog"
            })
    void shouldNotBeAnybodyElses(String subject) {
        assertThat(ours.contains(subject)).isFalse();
    }
}
