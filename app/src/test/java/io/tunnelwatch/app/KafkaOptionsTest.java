package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KafkaOptionsTest {
    @TempDir
    Path directory;

    @BeforeEach
    void runUpThere() throws IOException {
        Path file = Files.createFile(
                directory.resolve("own-clients.properties"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "bootstrap.servers=127.0.0.1:9\nalerts.for=PT10S\nalerts.keep.firing=PT20S\n");
    }

    @Test
    void shouldJudgeByTheRulesOfUp() {
        var settings = read(Map.of());

        assertThat(settings).containsEntry("alerts.for", "PT10S").containsEntry("alerts.keep.firing", "PT20S");
    }

    @Test
    void shouldPreferRulesThatTheCommandIsGiven() {
        var settings = read(Map.of("TUNNELWATCH_ALERTS_FOR", "PT3M"), "--set", "alerts.keep.firing=PT4M");

        assertThat(settings).containsEntry("alerts.for", "PT3M").containsEntry("alerts.keep.firing", "PT4M");
    }

    private Map<String, String> read(Map<String, String> environment, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", directory.toString()));
        return CommandLine.populateCommand(new KafkaOptions(), all.toArray(String[]::new))
                .read(environment)
                .asGiven();
    }
}
