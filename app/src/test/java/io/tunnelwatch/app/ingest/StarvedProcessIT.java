package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ScanCompleted;
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

/** A process that has too little to live on ends, and says why; one that is given enough goes on from there. */
class StarvedProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    @Tag("F-23")
    void shouldEndWithTheReasonWhenMemoryIsShortAndGoOnWithMore() throws Exception {
        try (var kafka = new KafkaHouse(directory);
                var cloud = cloud(20_000)) {
            // Given
            var starved = List.of("-Xmx24m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
            // When
            try (var process =
                    new IngestProcess(directory, "one", settings(kafka, cloud), cloud, List.of(), starved, List.of())) {
                int exitCode = process.exitCode();
                // Then
                System.out.printf("F-23 24 MB of heap for 20,000 connections: exit code %d%n", exitCode);
                assertThat(exitCode).isNotZero();
                assertThat(process.output()).contains("OutOfMemoryError");
            }
            assertThat(kafka.committed()).isEmpty();
            // And
            try (var fed = new IngestProcess(directory, "one", settings(kafka, cloud), cloud)) {
                await().atMost(PATIENCE).until(() -> kafka.committed().stream()
                        .anyMatch(it -> it.getBody() instanceof ScanCompleted done && done.getConnections() == 20_000));
                assertThat(fed.isAlive()).isTrue();
            }
            Story.of(kafka.committed());
        }
    }

    /** Whether it can begin at all depends on the machine; what it may not do is stay without doing anything. */
    @ParameterizedTest
    @ValueSource(ints = {64, 160, 200, 256})
    @Tag("F-23")
    void shouldEndOrDoItsWorkWhenFilesAreShort(int files) throws Exception {
        try (var kafka = new KafkaHouse(directory);
                var cloud = cloud(10)) {
            // Given
            var limited = List.of("bash", "-c", "ulimit -n " + files + "; exec \"$@\"", "-");
            // When
            try (var process = new IngestProcess(
                    directory, "one", settings(kafka, cloud), cloud, List.of(), List.of("-Xmx256m"), limited)) {
                await().atMost(PATIENCE)
                        .until(() -> !process.isAlive()
                                || kafka.committed().stream().anyMatch(it -> it.getBody() instanceof ScanCompleted));
                // Then
                String end = process.isAlive() ? "works" : "exit code " + process.exitCode();
                System.out.printf(
                        "F-23 %d open files: %s: %s%n",
                        files, end, process.output().lines().findFirst());
                if (!process.isAlive()) {
                    assertThat(process.exitCode()).isNotZero();
                    assertThat(process.output()).isNotBlank();
                }
            }
        }
    }

    private static Map<String, String> settings(KafkaHouse kafka, Simulator cloud) {
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
