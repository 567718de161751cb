package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred targets; for twenty of them the cloud answers with a delay of six seconds per call. */
class SlowTargetsIT {
    private static final int TARGETS = 200;
    private static final int SLOW = 20;
    private static final int SCANS = 8;

    @TempDir
    Path directory;

    @Test
    @Tag("F-18")
    void shouldPollTheOthersAsEverWhileSomeAreSlow() {
        try (var kafka = new ObservationCluster(directory);
                var cloud = Simulator.start(Scenario.parse("slow", scenario()), 0, Instant.now());
                var ingest = ingest(kafka, cloud)) {
            // When
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                var seen = scans(kafka.committed());
                return seen.size() == TARGETS && healthy(seen).stream().allMatch(it -> it.size() >= SCANS);
            });
            // Then: while every healthy target was scanned eight times, no slow one was scanned more than four times
            var seen = scans(kafka.committed());
            var gaps = new ArrayList<Duration>();
            healthy(seen).forEach(it -> IntStream.range(2, it.size())
                    .forEach(scan -> gaps.add(Duration.between(it.get(scan - 1), it.get(scan)))));
            Collections.sort(gaps);
            System.out.printf(
                    "F-18 %d targets every second, %d of them slow: gaps between the scans of a healthy one p50 %d ms, p99 %d"
                            + " ms, longest %d ms%n",
                    TARGETS,
                    SLOW,
                    gaps.get(gaps.size() / 2).toMillis(),
                    gaps.get(gaps.size() * 99 / 100).toMillis(),
                    gaps.get(gaps.size() - 1).toMillis());
            assertThat(healthy(seen)).hasSize(TARGETS - SLOW);
            seen.forEach((target, scans) -> {
                if (isSlow(target)) {
                    assertThat(scans.size()).as(target).isLessThan(SCANS);
                }
            });
            LogAudit.of(kafka.committed());
            assertThat(ingest.ended()).isNotDone();
        }
    }

    private static boolean isSlow(String target) {
        return Integer.parseInt(target.replaceFirst(".*-", "")) < SLOW;
    }

    private static List<List<Instant>> healthy(Map<String, List<Instant>> scans) {
        return scans.entrySet().stream()
                .filter(it -> !isSlow(it.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static Map<String, List<Instant>> scans(List<Observation> committed) {
        return committed.stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .collect(Collectors.groupingBy(
                        LogAudit::key,
                        TreeMap::new,
                        Collectors.mapping(Observation::getObservedAt, Collectors.toList())));
    }

    private static String scenario() {
        var yaml = new StringBuilder("accounts:\n  - {name: test, regions: [");
        yaml.append(IntStream.range(0, TARGETS).mapToObj(it -> "region-" + it).collect(Collectors.joining(", ")));
        yaml.append("]}\ngenerate:\n");
        for (int i = 0; i < TARGETS; i++) {
            yaml.append("  - {prefix: g")
                    .append(i)
                    .append("x, account: test, region: region-")
                    .append(i);
            yaml.append(", count: 5}\n");
        }
        yaml.append("faults:\n");
        for (int i = 0; i < SLOW; i++) {
            yaml.append("  - {fault: slow, delay: PT6S, region: region-")
                    .append(i)
                    .append("}\n");
        }
        return yaml.toString();
    }

    private Ingest ingest(ObservationCluster kafka, Simulator cloud) {
        var settings = new HashMap<>(kafka.addresses());
        settings.put("cloud.endpoint", cloud.endpoint().toString());
        settings.put("targets", String.join(",", cloud.targets()));
        settings.put("poll.interval", "PT1S");
        settings.put("ingest.data.dir", directory.resolve("ingest").toString());
        return Ingest.start(
                IngestSettings.of(Settings.of(settings)),
                CredentialsSource.fixed(cloud.accessKeyId(), cloud.accessKeySecret()),
                new PrometheusRegistry());
    }
}
