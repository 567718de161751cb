package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name server is slow, then silent, then back. */
class SlowNamesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    @Tag("F-01")
    void shouldWaitForASlowNameServerAndSayWhenItIsSilent() throws Exception {
        assumeThat(mayMount())
                .as("F-01 IS NOT SHOWN HERE: only who may mount can give a process another name server")
                .isTrue();
        try (var names = NameServer.start(Duration.ofSeconds(2));
                var kafka = new ObservationCluster(directory);
                var cloud = cloud();
                var process = ingest(kafka, cloud, names)) {
            // When it is slow
            await().atMost(PATIENCE).until(() -> seen(kafka, it -> it.getBody() instanceof ScanCompleted));
            assertThat(names.asked()).isPositive();
            // When it is silent
            Instant silent = Instant.now();
            names.answersAfter(Duration.ofDays(1));
            // Then
            await().atMost(PATIENCE).until(() -> seen(kafka, it -> it.getBody() instanceof ScanFailed));
            Duration told = Duration.between(silent, Instant.now());
            assertThat(kafka.committed().stream()
                            .map(Observation::getBody)
                            .filter(ScanFailed.class::isInstance)
                            .map(ScanFailed.class::cast))
                    .allSatisfy(it -> {
                        assertThat(it.getFailure()).isEqualTo(FailureClass.NETWORK);
                        assertThat(it.getDetail()).contains("check name server");
                    });
            // When it is back
            Instant back = Instant.now();
            names.answersAfter(Duration.ZERO);
            // Then
            await().atMost(PATIENCE)
                    .until(() -> seen(
                            kafka,
                            it -> it.getBody() instanceof ScanCompleted
                                    && it.getObservedAt().isAfter(back)));
            System.out.printf(
                    "F-01 silent name server: told after %.1f s, seen again %.1f s after it was back%n",
                    told.toMillis() / 1000.0,
                    Duration.between(back, Instant.now()).toMillis() / 1000.0);
            assertThat(kafka.committed()).noneMatch(it -> it.getBody() instanceof ConnectionGone);
            LogAudit.of(kafka.committed());
            assertThat(process.output().lines().filter(it -> it.contains("A target cannot be scanned")))
                    .hasSize(1);
        }
    }

    private static boolean seen(ObservationCluster kafka, Predicate<Observation> what) {
        return kafka.committed().stream().anyMatch(what);
    }

    private static boolean mayMount() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "--mount", "mount", "--bind", "/etc", "/etc")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    /** Runs ingest in a mount namespace of its own, in which even {@code localhost} is resolved by that name server. */
    private IngestProcess ingest(ObservationCluster kafka, Simulator cloud, NameServer names) throws IOException {
        Path resolver = Files.writeString(directory.resolve("resolv.conf"), "nameserver " + names.address() + "\n");
        Path order = Files.writeString(directory.resolve("nsswitch.conf"), "hosts: dns\n");
        var under = List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind " + resolver + " /etc/resolv.conf && mount --bind " + order
                        + " /etc/nsswitch.conf && exec \"$@\"",
                "-");
        var settings = new HashMap<>(kafka.addresses());
        settings.put("cloud.endpoint", "http://localhost:" + cloud.endpoint().getPort());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT3S");
        // Names are resolved for nearly every connection: by default the JVM caches them for half a minute.
        var forgetful = List.of("-Xmx256m", "-Dsun.net.inetaddr.ttl=1", "-Dsun.net.inetaddr.negative.ttl=1");
        return new IngestProcess(directory, "one", settings, cloud, List.of(), forgetful, under);
    }

    private static Simulator cloud() {
        return Simulator.start(
                Scenario.parse(
                        "names",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou]}
                        generate:
                          - {prefix: group, account: test, region: cn-hangzhou, count: 10}
                        """),
                0,
                Instant.now());
    }
}
