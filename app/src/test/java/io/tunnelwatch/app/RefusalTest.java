package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.assembly.DataDirectoryMarker;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.testsupport.LoopbackServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A problem that the operator can fix is reported in one line that names it. */
class RefusalTest {
    private static final Map<String, String> CREDENTIALS = Map.of(
            "ALIBABA_CLOUD_ACCESS_KEY_ID", "id",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret-must-never-be-seen",
            "TUNNELWATCH_TARGETS", "a/b");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"up", "ingest", "processor", "sink", "topics"})
    void shouldRefuseAnUnknownSetting(String command) {
        assertRefused(CommandResult.in(Map.of("TUNNELWATCH_POLL_INTERVALL", "PT5S"), command), "poll.intervall");
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "ingest", "processor", "sink", "topics"})
    void shouldRefuseASettingsFileThatIsNotThere(String command) {
        String file = directory.resolve("none.properties").toString();
        assertRefused(CommandResult.in(Map.of(), command, "--config", file), file);
    }

    @Test
    void shouldRefuseASettingsFileThatIsADirectory() {
        assertRefused(CommandResult.in(Map.of(), "up", "--config", directory.toString()), directory.toString());
    }

    @Test
    void shouldRefuseABadValueAndNameTheSetting() {
        var typed =
                CommandResult.in(Map.of("TUNNELWATCH_POLL_INTERVAL", "soon"), "up", "--data-dir", directory.toString());
        assertRefused(typed, "poll.interval");
    }

    @Test
    void shouldRefuseAScenarioThatCannotBeRead() throws Exception {
        Path scenario = Files.writeString(directory.resolve("story.yaml"), "accounts: {");
        assertRefused(CommandResult.in(Map.of(), "simulator", "--scenario", scenario.toString()), "story.yaml");
        assertRefused(CommandResult.in(Map.of(), "up", "--simulate=" + scenario), "story.yaml");
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertRefused(CommandResult.in(Map.of(), "up", "--kafka-port", "70000"), "--kafka-port");
    }

    @Test
    void shouldRefuseAClusterWithoutItsRegistry() {
        assertRefused(CommandResult.in(Map.of(), "up", "--bootstrap-servers", "127.0.0.1:1"), "--schema-registry");
    }

    @Test
    void shouldRefuseAnEndpointWithoutCredentials() {
        assertRefused(
                CommandResult.in(Map.of("TUNNELWATCH_CLOUD_ENDPOINT", "http://127.0.0.1:1"), "up"),
                "ALIBABA_CLOUD_ACCESS_KEY_ID");
    }

    @Test
    void shouldRefuseToPollWithoutTargets() {
        var environment = Map.of("ALIBABA_CLOUD_ACCESS_KEY_ID", "id", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "s");
        assertRefused(CommandResult.in(environment, "up", "--data-dir", directory.toString()), "targets");
    }

    @Test
    void shouldRefuseToMixSimulatedAndRealTunnels() {
        DataDirectoryMarker.claim(directory, true);
        assertRefused(CommandResult.in(CREDENTIALS, "up", "--data-dir", directory.toString()), "simulated cloud");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.token=must-never-be-seen",
                "HTTP.Token=must-never-be-seen",
                "postgres.password=must-never-be-seen",
                "kafka.sasl.jaas.config=x password=\"must-never-be-seen\";",
                "schema.registry.url=http://me:must-never-be-seen@127.0.0.1:1"
            })
    void shouldRefuseASecretOnTheCommandLineAndNameTheVariable(String secret) {
        String name = secret.substring(0, secret.indexOf('='));
        assertRefused(CommandResult.in(CREDENTIALS, "up", "--set", secret), Settings.variable(name));
    }

    @Test
    void shouldRefuseASettingsFileWithSecretsThatOthersMayRead() throws Exception {
        Path file = Files.writeString(directory.resolve("my.properties"), "http.token=must-never-be-seen\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(CommandResult.in(CREDENTIALS, "up", "--config", file.toString()), "chmod 600 " + file);
    }

    @Test
    void shouldTakeASettingsFileThatOthersMayReadWhenItOnlyNamesWhereSecretsAre() throws Exception {
        Path secrets = Files.writeString(directory.resolve("secrets"), "password=must-never-be-seen\n");
        Path file = Files.writeString(
                directory.resolve("my.properties"),
                """
                config.providers=file
                config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
                kafka.ssl.keystore.password=${file:%s:password}
                postgres.password.file=/none
                http.token=${env:TOKEN}
                poll.interval=soon
                """
                        .formatted(secrets));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(CommandResult.in(CREDENTIALS, "up", "--config", file.toString()), "poll.interval");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "real clo", "\0\0\0"})
    void shouldTakeADamagedMarkerForNone(String damaged) throws Exception {
        // Given
        Path marker = Files.writeString(directory.resolve("tells-of.txt"), damaged);

        // When
        DataDirectoryMarker.claim(directory, true);

        // Then
        assertThat(marker).hasContent("simulated cloud");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "alerts"})
    void shouldSayThatNoApiAnswers(String command) {
        assertRefused(CommandResult.in(Map.of(), command, "--api", "http://127.0.0.1:1"), "--api");
    }

    @Test
    void shouldSayThatSomethingElseAnswers() throws Exception {
        var other = LoopbackServer.onAnyPort();
        other.start();
        try {
            String address = "http://127.0.0.1:" + other.getAddress().getPort();
            assertRefused(CommandResult.in(Map.of(), "status", "--api", address), "status 404");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void shouldAnswerWhatIsNotUnderstoodInOneLine() {
        var typed = CommandResult.in(Map.of(), "up", "--colour");
        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err().lines()).singleElement().asString().contains("--colour", "--help");
    }

    private static void assertRefused(CommandResult typed, String named) {
        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .startsWith("tunnelwatch: ")
                .contains(named)
                .doesNotContain("must-never");
    }
}
