package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Tunnelwatch on one data directory suffers one event after another while its cloud's scenario goes on. Within a minute of
 * each event it is alive, or has ended with a message and is alive when started again, is ready, and shows the cloud; the board
 * is never wrong. Every build runs one event of each kind, {@code -Dhostile=day} all of them, {@code -Dhostile=full} all of
 * them for longer; {@code -Dseed=…} repeats a run, {@code -Donly=REGEX} selects events by name.
 */
@Tag("heavy")
class HostileDayIT {
    private static final String HOW_HOSTILE = System.getProperty("hostile", "hour");
    private static final boolean FULL = HOW_HOSTILE.equals("full");

    /** One event of each kind, for every build. */
    private static final List<String> ONE_OF_EACH = List.of(
            "nothing",
            "poison in vpn.observations.v1",
            "poison in tunnelwatch-processor-targets-changelog",
            "suspended",
            "a clock an hour behind.*",
            "a disk that is full",
            "half requests",
            "slow readers.*",
            "targets that.*",
            "changelogs deleted",
            "a bit flipped in vpn.transitions.v1",
            "deleted: vpn.connections.v1",
            "deleted: vpn.observations.v1, vpn.targets.v1",
            "deleted: .*dead-letters.*");

    private static final String ONLY = System.getProperty("only", ".*");
    private static final long SEED = Long.getLong("seed", 20261127L);
    private static final int CROWD = 5_000;

    /** Long enough for some scans, and for the page to be checked about each. */
    private static final Duration CLOCK_IS_OFF_FOR = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    private HostileDay day;
    private HostileActions hostility;

    private interface Event {
        void happen() throws Exception;
    }

    @BeforeEach
    void begin() throws Exception {
        day = new HostileDay(directory, SEED, CROWD, Duration.ofSeconds(2));
        hostility = new HostileActions(day, SEED, FULL);
    }

    @AfterEach
    void end() throws Exception {
        day.close();
    }

    @TestFactory
    @Tag("F-36")
    @Tag("F-37")
    @Tag("F-42")
    @Tag("F-45")
    @Tag("F-55")
    @Tag("F-56")
    Stream<DynamicTest> shouldGoOnWhateverHappens() throws Exception {
        var events = new ArrayList<DynamicTest>();
        events.add(event("nothing", () -> {}));
        hostility.topics().forEach(topic -> events.add(event("poison in " + topic, () -> hostility.poison(topic))));
        events.add(event("suspended", () -> hostility.suspend(Duration.ofSeconds(FULL ? 60 : 20))));
        events.add(event("a clock ten minutes ahead, and back", () -> clock(Duration.ofMinutes(10))));
        events.add(event("a clock an hour ahead, and back", () -> clock(Duration.ofHours(1))));
        events.add(event("a clock an hour behind, and back", () -> clock(Duration.ofHours(-1))));
        events.add(event("a disk that is full", this::fullDisk));
        events.add(event("half requests", () -> whileOpen(hostility.halfRequests())));
        events.add(event("a flood of schemas", hostility::floodOfSchemas));
        events.add(event("wrong passwords by forty at once", hostility::wrongPasswords));
        events.add(event("killed at ten moments of a start", hostility::killAtTenMoments));
        events.add(event("changelogs deleted", () -> hostility.deleteForGood(hostility.changelogs())));
        HostileActions.catalogue()
                .forEach(topic -> events.add(event("a bit flipped in " + topic, () -> hostility.flip(List.of(topic)))));
        events.add(event("a bit flipped in every changelog", () -> hostility.flip(hostility.changelogs())));
        HostileActions.catalogue()
                .forEach(
                        topic -> events.add(event("deleted: " + topic, () -> hostility.deleteForGood(List.of(topic)))));
        HostileActions.deletedTogether()
                .forEach(topics -> events.add(
                        event("deleted: " + String.join(", ", topics), () -> hostility.deleteForGood(topics))));
        // Last, since whatever reads the log again would read all of these connections.
        events.add(event("slow readers of five thousand connections", this::slowReaders));
        events.add(event("targets that are removed", this::removedTargets));
        return events.stream().filter(it -> it.getDisplayName().matches(ONLY)).filter(chosen(events));
    }

    /** One event of each kind, unless all of them or some by name are wanted. A kind without an event has lost its name. */
    private static Predicate<DynamicTest> chosen(List<DynamicTest> events) {
        if (!HOW_HOSTILE.equals("hour") || System.getProperty("only") != null) {
            return it -> true;
        }
        var names = events.stream().map(DynamicTest::getDisplayName).toList();
        assertThat(ONE_OF_EACH).allSatisfy(kind -> assertThat(names).anyMatch(it -> it.matches(kind)));
        return it -> ONE_OF_EACH.stream().anyMatch(kind -> it.getDisplayName().matches(kind));
    }

    private DynamicTest event(String name, Event event) {
        return DynamicTest.dynamicTest(name, () -> {
            Instant began = Instant.now();
            if (!day.isWell()) {
                day.beginAnew();
            }
            day.eventBegins();
            event.happen();
            Duration recovered = day.recover();
            System.out.printf(
                    "%-45s well again after %4.1f s (%4.1f s in all)%n",
                    name,
                    recovered.toMillis() / 1000.0,
                    Duration.between(began, Instant.now()).toMillis() / 1000.0);
        });
    }

    /**
     * Each step is noticed and reported. Meanwhile the board may say that it does not know: the cloud refuses calls from a clock
     * that is far off.
     */
    private void clock(Duration ahead) throws Exception {
        var clock = available(day.clock(), "no C compiler makes the clock: install gcc");
        try {
            clock.set(ahead);
            awaitNotice(ahead);
            Instant since = Instant.now().plus(CLOCK_IS_OFF_FOR);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now()
                    .isAfter(since));
            assertThat(day.running().board().takeLies())
                    .as("while the clock was off")
                    .isEmpty();
        } finally {
            clock.set(Duration.ZERO);
        }
        awaitNotice(ahead.negated());
    }

    /** The reported step, which is off by the time until the next look. */
    private void awaitNotice(Duration by) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
            var said = StreamSupport.stream(
                            day.json("/api/v1/summary").path("troubles").spliterator(), false)
                    .filter(it -> it.path("cause").asText().equals("CLOCK_STEPPED"))
                    .map(it -> it.path("what").asLong())
                    .toList();
            assertThat(said).singleElement().satisfies(it -> assertThat(it).isCloseTo(by.toSeconds(), within(2L)));
        });
    }

    private void fullDisk() throws Exception {
        Assumptions.assumeTrue(day.hasOwnDisk(), "SKIPPED: no right to mount a small disk, so none was filled");
        SmallDisk.fill(day.disk());
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !day.running()
                .isAlive());
        SmallDisk.makeRoom(day.disk());
    }

    private void whileOpen(AutoCloseable held) throws Exception {
        try (held) {
            day.recover();
        }
    }

    private void slowReaders() throws Exception {
        day.poll(HostileDay.CROWDED);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() ->
                        day.json("/api/v1/connections?limit=1").path("total").asInt() >= CROWD);
        whileOpen(hostility.slowReaders());
    }

    /** Removed targets are not reported for ever, and the rest of the page goes on without them. */
    private void removedTargets() throws Exception {
        day.poll(List.of());
        Instant removed = Instant.now();
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> {
            assertThat(Instant.parse(day.json("/api/v1/summary").path("asOf").asText()))
                    .isAfter(removed.plusSeconds(20));
            assertThat(day.json("/api/v1/alerts?status=active&limit=1000").path("alerts"))
                    .noneMatch(it -> it.path("rule").asText().equals("TargetStale"));
        });
    }

    private static <T> T available(Optional<T> it, String otherwise) {
        Assumptions.assumeTrue(it.isPresent(), "SKIPPED: " + otherwise);
        return it.orElseThrow();
    }
}
