package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.ScanCompleted;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts the keys of the cloud's answers in a heap dump of the polling process. */
class HeapDumpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SCANS = 3;
    private static final int DUMPS = 3;
    private static final Duration QUIET = Duration.ofMillis(1_600);
    private static final String PLANTED = "must-never";

    @TempDir
    Path directory;

    @Test
    @Tag("S-04")
    void shouldHoldNoKeyInWhatItStillUsesOnceAScanIsOver() throws Exception {
        try (var kafka = new ObservationCluster(directory);
                var cloud = cloud()) {
            // Given
            var settings = new HashMap<>(kafka.addresses());
            settings.put("cloud.endpoint", cloud.endpoint().toString());
            settings.put("targets", String.join(",", cloud.targets()));
            settings.put("poll.interval", "PT8S");
            settings.put("poll.key.scan.interval", "PT1S");
            try (var process = new IngestProcess(directory, "one", settings, cloud)) {
                await().atMost(PATIENCE.multipliedBy(2)).until(() -> scans(kafka) >= SCANS);
                int all = count(dump(process, "all", "-all"));
                // When: between two scans, three times
                var shown = new ArrayList<Integer>();
                for (int dump = 0; dump < DUMPS; dump++) {
                    awaitQuiet(kafka);
                    shown.add(count(dump(process, "live" + dump)));
                }
                // Then: one dump may have come too late, during the next scan
                assertThat(shown.stream().filter(it -> it > 0)).hasSizeLessThanOrEqualTo(1);
                System.out.printf(
                        "Heap dumps after %d scans of 220 keys: %s in what is in use, one after the other; %d with what the"
                                + " collector has not overwritten yet%n",
                        scans(kafka), shown, all);
                assertThat(count(dump(process, "names"), "vco-key10"))
                        .as("the search itself")
                        .isPositive();
                assertThat(command("Thread.print", process)).doesNotContain(PLANTED);
            }
        }
    }

    /** Waits until a scan has been over for so long that none of its data is in transit. */
    private static void awaitQuiet(ObservationCluster kafka) {
        long before = scans(kafka);
        await().atMost(PATIENCE).until(() -> scans(kafka) > before);
        Instant over = Instant.now();
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(over.plus(QUIET)));
    }

    private static long scans(ObservationCluster kafka) {
        return kafka.committed().stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .count();
    }

    private Path dump(IngestProcess process, String name, String... options) throws Exception {
        Path file = directory.resolve(name + ".hprof");
        command("GC.heap_dump " + String.join(" ", options) + " " + file, process);
        return file;
    }

    private String command(String command, IngestProcess process) throws Exception {
        Path output = directory.resolve("jcmd.txt");
        int exit = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(Files.readString(output)).isZero();
        return Files.readString(output);
    }

    private static int count(Path dump) throws IOException {
        return count(dump, PLANTED);
    }

    /** Counts a text as bytes, and as the characters of a char array in a dump. */
    private static int count(Path dump, String text) throws IOException {
        int count = 0;
        for (Charset charset :
                List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            count += count(dump, text.getBytes(charset));
        }
        return count;
    }

    /** Counts occurrences. No text contains its own beginning again, so a mismatch needs no step back. */
    private static int count(Path dump, byte[] wanted) throws IOException {
        int count = 0;
        int matched = 0;
        try (var in = new BufferedInputStream(Files.newInputStream(dump), 1 << 20)) {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                matched = (byte) octet == wanted[matched] ? matched + 1 : (byte) octet == wanted[0] ? 1 : 0;
                if (matched == wanted.length) {
                    count++;
                    matched = 0;
                }
            }
        }
        return count;
    }

    private static Simulator cloud() {
        var connections = new StringBuilder();
        for (int i = 0; i < 110; i++) {
            connections.append(
                    """
                      - {name: key%d, id: vco-key%d, gateway: here, psk: psk%d-must-never-leave,
                         bgp: {local-asn: 45104, peer-asn: 65011, auth-key: auth%d-must-never-leave}}
                    """
                            .formatted(i, i, i, i));
        }
        return Simulator.start(
                Scenario.parse(
                        "keys",
                        """
                        accounts:
                          - {name: test, regions: [cn-hangzhou], access-key-id: LTAItest, access-key-secret: of-the-test}
                        gateways:
                          - {name: here}
                        connections:
                        """
                                + connections),
                0,
                Instant.now());
    }
}
