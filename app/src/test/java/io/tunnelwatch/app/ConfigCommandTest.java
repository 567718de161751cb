package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {
    @Test
    void shouldPrintEverySettingOfEveryPart() {
        var typed = CommandResult.in(Map.of(), "config");

        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out().lines())
                .anyMatch(it -> it.matches("poll\\.interval +string +PT30S +TUNNELWATCH_POLL_INTERVAL +Time between.*"))
                .anyMatch(it -> it.startsWith("alerts.keep.firing "))
                .anyMatch(it -> it.startsWith("schema.registry.url "))
                .anyMatch(it -> it.startsWith("ops.port "));
    }

    @Test
    void shouldPrintTheSameForTheDocumentation() {
        var typed = CommandResult.in(Map.of(), "config", "--format", "markdown");

        assertThat(typed.exitCode()).isZero();
        assertThat(typed.out().lines())
                .contains("## Ingest", "## Processor", "## Sink")
                .containsSubsequence(
                        "  - [`poll.interval`](#pollinterval)",
                        "### `poll.interval`",
                        "- Type: string, an ISO-8601 duration from PT0.1S to PT1H",
                        "- Default: `PT30S`",
                        "- Example: `poll.interval=PT1M`",
                        "- Environment variable: `TUNNELWATCH_POLL_INTERVAL`")
                .allMatch(it -> it.length() < 160);
    }

    @Test
    void shouldPrintEverySettingForAProgram() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(CommandResult.in(Map.of(), "config", "-o", "json").out());

        assertThat(json.findValuesAsText("name"))
                .isEqualTo(SettingsReference.entries().stream()
                        .map(SettingsReference.Entry::name)
                        .toList());
        assertThat(setting(json, "poll.interval").path("default").asText()).isEqualTo("PT30S");
        assertThat(setting(json, "alerts.for").path("default").isNull()).isTrue();
        assertThat(new YAMLMapper()
                        .readTree(CommandResult.in(Map.of(), "config", "-o", "yaml")
                                .out()))
                .isEqualTo(json);
        assertThat(CommandResult.in(Map.of(), "config", "-o", "jsonl").out().lines())
                .hasSize(json.size());
        assertThat(CommandResult.in(Map.of(), "config", "-o", "csv").out().lines())
                .hasSize(json.size() + 1)
                .first()
                .isEqualTo("name,type,limits,default,variable,meaning,example,part");
    }

    private static JsonNode setting(JsonNode settings, String name) {
        for (JsonNode it : settings) {
            if (it.path("name").asText().equals(name)) {
                return it;
            }
        }
        throw new AssertionError("no setting " + name);
    }

    @Test
    void shouldBeWhatStandsInTheDocumentation() throws IOException {
        String printed =
                CommandResult.in(Map.of(), "config", "--format", "markdown").out();

        assertThat(Files.readString(Path.of("..", "docs", "settings.md")))
                .as("docs/settings.md: bin/tunnelwatch config --format markdown > docs/settings.md")
                .isEqualTo(printed);
    }

    @Test
    void shouldHideWhatIsSecret() {
        // Given
        var settings = Settings.of(Map.of(
                "secrets.fingerprint.key", "must-never-1",
                "kafka.sasl.jaas.config", "must-never-2",
                "serde.basic.auth.user.info", "must-never-3",
                "kafka.ssl.keystore.password", "must-never-4",
                "schema.registry.url", "http://someone:must-never-5@registry:8081",
                "poll.interval", "PT5S"));

        // When
        var printed = SettingsReference.redacted(settings);

        // Then
        assertThat(printed.toString()).doesNotContain("must-never");
        assertThat(printed)
                .containsEntry("poll.interval", "PT5S")
                .containsEntry("schema.registry.url", "http://[hidden]@registry:8081");
    }
}
