package io.tunnelwatch.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A value may refer to a file; who prints settings prints the reference, and who uses them gets the value. */
class SettingsTest {
    @TempDir
    Path directory;

    private Path secrets;

    @BeforeEach
    void write() throws IOException {
        secrets = directory.resolve("secrets.properties");
        Files.writeString(secrets, "password=must-never-1\n");
    }

    @Test
    void shouldResolveReferencesForWhoUsesThem() {
        var settings = referring("kafka.ssl.keystore.password", "password");

        assertThat(settings.under("kafka.")).containsEntry("ssl.keystore.password", "must-never-1");
    }

    @Test
    @Tag("S-10")
    void shouldGiveReferencesToWhoPrintsThem() {
        var settings = referring("some.name", "password");

        assertThat(settings.asGiven().toString()).contains("${file:").doesNotContain("must-never");
    }

    /** Otherwise a broker would be given the reference for a password, and say no more than that it is wrong. */
    @Test
    void shouldNameAReferenceThatHasNoValue() {
        var settings = referring("kafka.ssl.keystore.password", "pasword");

        assertThatThrownBy(() -> settings.under("kafka."))
                .isInstanceOf(OperatorException.class)
                .hasMessageContainingAll("kafka.ssl.keystore.password", "pasword", "has no value");
    }

    @Test
    void shouldNameAFileThatIsMissing() throws IOException {
        var settings = referring("kafka.ssl.keystore.password", "password");
        Files.delete(secrets);

        assertThatThrownBy(() -> settings.under("kafka."))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining(secrets.toString());
        assertThatThrownBy(() -> settings.parse(new ConfigDef())).isInstanceOf(OperatorException.class);
    }

    @Test
    void shouldLeaveAloneWhatRefersToNoProvider() {
        var settings = Settings.of(Map.of("kafka.client.rack", "${rack:1}"));

        assertThat(settings.under("kafka.")).containsEntry("client.rack", "${rack:1}");
    }

    private Settings referring(String name, String key) {
        var values = new HashMap<>(Map.of(
                "config.providers", "file",
                "config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider"));
        values.put(name, "${file:" + secrets + ":" + key + "}");
        return Settings.of(values);
    }
}
