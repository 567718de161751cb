package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveSettingsTest {
    private final Map<String, String> file = new HashMap<>(Map.of("targets", "1/a"));
    private final List<IngestSettings> taken = new ArrayList<>();
    private boolean readable = true;
    private final LiveSettings live = new LiveSettings(this::read, IngestSettings.of(read()), taken::add);

    @Test
    void shouldHandOnWhatChangedOnceItWasReadTheSameTwice() {
        // Given
        look(2);
        file.putAll(Map.of("targets", "1/a,2/b", "poll.interval", "PT10S"));
        // When
        look(1);
        assertThat(taken).isEmpty();
        look(3);
        // Then
        assertThat(taken).singleElement().satisfies(it -> {
            assertThat(it.targets()).hasSize(2);
            assertThat(it.pollInterval()).isEqualTo(Duration.ofSeconds(10));
        });
    }

    @Test
    void shouldNotBelieveAFileThatIsJustBeingWritten() {
        // Given
        look(2);
        file.put("targets", "1/a,2/b,3/c");
        look(2);
        // When
        file.put("targets", "1/a,2/b");
        look(1);
        file.put("targets", "1/a,2/b,3/c");
        look(3);
        // Then
        assertThat(taken).hasSize(1);
    }

    @Test
    void shouldKeepThoseOfBeforeWhenTheNewOnesAreRefused() {
        // Given
        look(2);
        // When
        file.put("poll.interval", "soon");
        look(3);
        file.remove("targets");
        look(3);
        readable = false;
        look(3);
        // Then
        assertThat(taken).isEmpty();
        // When: corrected
        readable = true;
        file.putAll(Map.of("targets", "9/z", "poll.interval", "PT10S"));
        look(2);
        // Then
        assertThat(taken).hasSize(1);
    }

    @Test
    void shouldNotDisturbPollingForWhatNeedsARestartOrSaysTheSame() {
        // Given
        look(2);
        // When
        file.putAll(Map.of("call.timeout", "PT5S", "poll.interval", "PT30S"));
        look(3);
        // Then
        assertThat(taken).isEmpty();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            live.check();
        }
    }

    private Settings read() {
        if (!readable) {
            throw new OperatorException("No settings file.");
        }
        return Settings.of(file);
    }
}
