package io.tunnelwatch.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tunnelwatch.app.assembly.SettingsReference.Entry;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.sink.SinkSettings;
import java.util.HashMap;
import java.util.Map;
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

    /** Chats know their senders by the address; that of an Alertmanager is no secret on the command line. */
    @Test
    void shouldTakeTheAddressOfAReceiverForASecret() {
        String robot = "https://robots.example.com/send?access_token=must-never-be-shown";
        assertThat(SettingsReference.holdsSecret("notify.chat.url", robot)).isTrue();
        assertThat(SettingsReference.holdsSecret("notify.chat.url", "https://a.example.com/hook/0123456789abcdef-0123"))
                .isTrue();
        assertThat(SettingsReference.holdsSecret("notify.am.url", "http://am:9093/prefix"))
                .isFalse();
        assertThat(SettingsReference.holdsSecret("notify.chat.secret", "must-never"))
                .isTrue();
        assertThat(SettingsReference.redacted(Settings.of(Map.of("notify.chat.url", robot)))
                        .toString())
                .contains("notify.chat.url")
                .doesNotContain("must-never");
    }
}
