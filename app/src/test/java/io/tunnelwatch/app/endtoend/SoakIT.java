package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Tunnelwatch that polls many connections for an hour while one random hostile event after another happens needs no more
 * memory, threads and files at the end than after its first quarter, and has read everything. {@code -Dsoak=PT1H} sets the
 * length, {@code -Dconnections=10000} the connections (1,000), {@code -Dseed=…} repeats a run. Writes {@code target/soak.csv} and {@code target/soak.svg}.
 */
@Tag("heavy")
@EnabledIfSystemProperty(named = "soak", matches = "PT.+", disabledReason = "takes an hour: run it with -Dsoak=PT1H")
@SuppressWarnings("try") // its clients are open only while it recovers
class SoakIT {
    private static final long SEED = Long.getLong("seed", 20261128L);
    private static final int CONNECTIONS = Integer.getInteger("connections", 1_000);

    /** A thousand connections a second leave time for everything else: the cloud runs beside the test. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(Math.max(2, CONNECTIONS / 1_000));

    @TempDir
    Path directory;

    private interface Event {
        void happen() throws Exception;
    }

    @Test
    void shouldNotGrow() throws Exception {
        var length = Duration.parse(System.getProperty("soak"));
        var random = new Random(SEED);
        try (var day = new HostileDay(directory, SEED, CONNECTIONS, POLL_INTERVAL)) {
            // Given
            day.poll(HostileDay.CROWDED);
            day.recover();
            var hostility = new HostileActions(day, SEED, false);
            List<Event> events = List.of(
                    () -> {},
                    () -> hostility.poison(any(HostileActions.catalogue(), random)),
                    () -> hostility.suspend(Duration.ofSeconds(2 + random.nextInt(14))),
                    hostility::floodOfSchemas,
                    hostility::wrongPasswords,
                    () -> heldOpen(day, hostility.halfRequests()),
                    () -> heldOpen(day, hostility.slowReaders()));

            long pid = day.running().pid();

            // When
            try (var samples = new ProcessSamples(day.running(), Duration.ofSeconds(5))) {
                long end = System.nanoTime() + length.toNanos();
                int happened = 0;
                try {
                    while (System.nanoTime() < end) {
                        day.eventBegins();
                        any(events, random).happen();
                        day.recover();
                        happened++;
                    }
                } finally {
                    System.out.printf("%d events in %s, seed %d%n", happened, length, SEED);
                    Files.writeString(Path.of("target/soak.csv"), samples.csv());
                    Files.writeString(Path.of("target/soak.svg"), samples.svg());
                }

                // Then
                assertThat(day.running().pid()).as("the same process").isEqualTo(pid);
                assertThat(samples.leastLag())
                        .as("records not yet read in the last quarter, at the best moment")
                        .isLessThan(CONNECTIONS);
                assertThat(samples.growth())
                        .as("from the second quarter to the last")
                        .allSatisfy(
                                (what, factor) -> assertThat(factor).as(what).isLessThan(1.15));
            }
        }
    }

    private static void heldOpen(HostileDay day, AutoCloseable clients) throws Exception {
        try (clients) {
            day.recover();
        }
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
