package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process with too few resources ends and says why; one that is given enough goes on from there. */
@Tag("heavy")
class StarvedProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Our message, the system's, and the JVM's when it cannot open a class or its own files. */
    private static final String[] SAYS_FILES_ARE_SHORT = {
        "open files",
        "Too many open files",
        "NoClassDefFoundError",
        "TypeNotPresentException",
        "ExceptionInInitializerError",
        "java.security file"
    };

    /** The usual limit is 1,024. */
    private static final int ENOUGH_FILES = 512;

    @TempDir
    Path directory;

    @Test
    @Tag("F-23")
    void shouldSayWhatItNeedsWhenMemoryIsShortAndGoOnWithMore() throws Exception {
        try (var kafka = new ObservationCluster(directory);
                var cloud = cloud(20_000)) {
            // Given
            var starved = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
            // When
            try (var process =
                    new IngestProcess(directory, "one", settings(kafka, cloud), cloud, List.of(), starved, List.of())) {
                await().atMost(PATIENCE).until(() -> kafka.committed().stream()
                        .anyMatch(it -> it.getBody() instanceof ScanFailed failed
                                && failed.getDetail().startsWith("20,000 connections need about")));
                // Then
                assertThat(process.isAlive()).isTrue();
                assertThat(process.output().lines().filter(it -> it.contains("JAVA_OPTS=-Xmx")))
                        .as("said once, with the cure")
                        .hasSize(1);
            }
            // And
            try (var fed = new IngestProcess(directory, "one", settings(kafka, cloud), cloud)) {
                await().atMost(PATIENCE).until(() -> kafka.committed().stream()
                        .anyMatch(it -> it.getBody() instanceof ScanCompleted done && done.getConnections() == 20_000));
                assertThat(fed.isAlive()).isTrue();
            }
            LogAudit.of(kafka.committed());
        }
    }

    /**
     * With a very low limit the JVM itself fails, and says so in one of several ways. Otherwise our own check refuses the limit.
     */
    @ParameterizedTest
    @ValueSource(ints = {64, 160, 256, 511})
    @Tag("F-23")
    void shouldEndWithTheReasonWhenFilesAreShort(int files) throws Exception {
        try (var kafka = new ObservationCluster(directory);
                var cloud = cloud(10);
                var process = limited(files, kafka, cloud)) {
            // When
            await().atMost(PATIENCE).until(() -> !process.isAlive());

            // Then
            assertThat(process.exitCode()).isNotZero();
            assertThat(process.output()).containsAnyOf(SAYS_FILES_ARE_SHORT);
            assertThat(hasScanned(kafka)).isFalse();
        }
    }

    @Test
    @Tag("F-23")
    void shouldWorkWithAsManyFilesAsASmallMachineGives() throws Exception {
        try (var kafka = new ObservationCluster(directory);
                var cloud = cloud(10);
                var process = limited(ENOUGH_FILES, kafka, cloud)) {
            await().atMost(PATIENCE).until(() -> !process.isAlive() || hasScanned(kafka));

            assertThat(process.isAlive()).as(process.output()).isTrue();
        }
    }

    private IngestProcess limited(int files, ObservationCluster kafka, Simulator cloud) throws Exception {
        var under = List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "-");
        return new IngestProcess(
                directory, "one", settings(kafka, cloud), cloud, List.of(), List.of("-Xmx256m"), under);
    }

    private static boolean hasScanned(ObservationCluster kafka) {
        return kafka.committed().stream().anyMatch(it -> it.getBody() instanceof ScanCompleted);
    }

    private static Map<String, String> settings(ObservationCluster kafka, Simulator cloud) {
        var settings = new HashMap<>(kafka.addresses());
        settings.put("cloud.endpoint", cloud.endpoint().toString());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT1S");
        settings.put("quota.share", "1");
        return settings;
    }

    private static Simulator cloud(int connections) {
        return Simulator.start(
                Scenario.parse(
                        "starved",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        generate:
                          - {prefix: group, account: test, region: cn-hangzhou, count: %d}
                        """
                                .formatted(connections)),
                0,
                Instant.now());
    }
}
