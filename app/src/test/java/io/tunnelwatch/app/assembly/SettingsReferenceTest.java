package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tunnelwatch.app.assembly.SettingsReference.Entry;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.util.HashMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    @Test
    void shouldGiveExamplesThatTheProgramsAccept() {
        // Given
        var examples = new HashMap<String, String>();
        SettingsReference.entries().forEach(it -> examples.put(it.name(), it.example()));
        examples.remove("postgres.password.file"); // read at once, and there is no such file here
        var settings = Settings.of(examples);

        // When
        ThrowingCallable start = () -> {
            AppSettings.of(settings);
            IngestSettings.of(settings);
            ProcessorSettings.of(settings);
            SinkSettings.of(settings);
        };

        // Then
        assertThatCode(start).doesNotThrowAnyException();
    }

    @Test
    void shouldListEverySettingOnce() {
        assertThat(SettingsReference.entries())
                .extracting(Entry::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(60);
    }

    @Test
    void shouldGiveExamplesThatDifferFromTheDefault() {
        assertThat(SettingsReference.entries())
                .allSatisfy(it -> assertThat(it.example()).as(it.name()).isNotEqualTo(it.standard()));
    }
}
