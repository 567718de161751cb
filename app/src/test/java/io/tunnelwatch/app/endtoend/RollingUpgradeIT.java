package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.FacetKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two of each program run, and each of the six is stopped and started again in turn. Nothing is lost, doubled or invented, and
 * one of the sinks answers at every moment. With {@code -Dbuild.before=DIR}, the directory of an earlier build, the same is done
 * from that build to this one. {@code -Dseed=…} repeats a run.
 */
@Tag("heavy")
@Timeout(900)
class RollingUpgradeIT {
    private static final List<String> IN_ORDER_OF_DATA = List.of("ingest", "processor", "sink");

    /** The order of an upgrade: readers of new records before their writers. */
    private static final List<String> READERS_FIRST = List.of("sink", "processor", "ingest");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Longer than six restarts take on a busy machine. */
    private static final int STORY_SECONDS = 900;

    /** Other targets, so that both instances of ingest and processor have partitions at work. */
    private static final List<String> CROWDED = List.of("cn-beijing", "cn-shanghai", "cn-shenzhen", "eu-central-1");

    private static final int CONNECTIONS_EACH = 150;

    /** Changes that are published before the first restart and after the last one. */
    private static final int CHANGES_AROUND = 10;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", 20261129L);

    @Test
    @Tag("F-41")
    void shouldLoseDoubleAndInventNothingWhenEachInstanceIsRestarted() throws Exception {
        String build = RunningProgram.ownClassPath();

        roll(build, build, IN_ORDER_OF_DATA, Set.of());
    }

    /**
     * In the other order, records of this build reach readers of the earlier one. An early processor does not know the facet
     * SERVICE: see docs/decisions/0017-service.md.
     */
    @ParameterizedTest
    @MethodSource("orders")
    void shouldLoseDoubleAndInventNothingWhenUpgradedOneByOne(List<String> order) throws Exception {
        roll(earlierBuild(), RunningProgram.ownClassPath(), order, Set.of(FacetKind.SERVICE));
    }

    private static Stream<List<String>> orders() {
        return Stream.of(READERS_FIRST, IN_ORDER_OF_DATA);
    }

    /** Going back: the earlier build reads what this one has stored, or it refuses in one line, and this one goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"processor", "ingest", "sink"})
    void shouldGoOnOrRefuseClearlyWhenAnEarlierBuildReturns(String role) throws Exception {
        String earlier = earlierBuild();
        inCluster((cloud, topics) -> {
            // Given
            var story = new PublishedStory(topics);
            var settings = settings(cloud, topics);
            try (var ingest = new RunningProgram(directory, "ingest", "ingest-1", settings);
                    var processor = new RunningProgram(directory, "processor", "processor-1", settings);
                    var sink = new RunningProgram(directory, "sink", "sink-1", settings)) {
                for (RunningProgram it : List.of(ingest, processor, sink)) {
                    it.awaitReady();
                }
                awaitChanges(story, 0);
                var returning = Objects.requireNonNull(Map.of("ingest", ingest, "processor", processor, "sink", sink)
                        .get(role));
                returning.stop();

                // When
                int told = story.changes().size();
                returning.start(earlier);

                // Then
                await().atMost(PATIENCE)
                        .until(() -> !returning.isAlive()
                                || (returning.isReady() && story.changes().size() > told + CHANGES_AROUND));
                if (returning.isAlive()) {
                    returning.stop();
                } else {
                    assertThat(returning.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
                    assertThat(returning.output().lines().filter(it -> it.startsWith("tunnelwatch: ")))
                            .singleElement()
                            .asString()
                            .contains("The state was written by a newer version", "Start that version again");
                }
                System.out.printf("%s of the earlier build: exit code %d%n", role, returning.exitCode());
                int toldBefore = story.changes().size();
                returning.start(RunningProgram.ownClassPath());
                returning.awaitReady();
                awaitChanges(story, toldBefore);
                ingest.stop();
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .untilAsserted(() -> story.judge(Set.of(FacetKind.SERVICE), CROWDED));
            }
        });
    }

    private static void awaitChanges(PublishedStory story, int before) {
        await().atMost(PATIENCE).until(() -> story.changes().size() > before + CHANGES_AROUND);
    }

    /** Returns the class path of the earlier build, or skips the test and says why. */
    static String earlierBuild() {
        String build = System.getProperty("build.before", "");
        assumeTrue(
                !build.isEmpty(),
                "nothing is upgraded: -Dbuild.before=DIR names the directory of an earlier build, built by"
                        + " 'mvn -DskipTests package' or unpacked from its archive");
        return Stream.of("app/target/app.jar", "app.jar")
                .map(Path.of(build)::resolve)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no app.jar in " + build))
                .toString();
    }

    private void roll(String before, String after, List<String> order, Set<FacetKind> leftOut) throws Exception {
        inCluster((cloud, topics) -> {
            // Given
            var story = new PublishedStory(topics);
            try (var programs = new TwoOfEach(directory, order, settings(cloud, topics), before);
                    var answered = new AlwaysAnswered(programs.sinks())) {
                programs.awaitReady();
                awaitChanges(story, 0);
                answered.listen();
                Instant began = Instant.now();

                // When
                programs.restartEach(after);

                // Then
                Instant ended = Instant.now();
                awaitChanges(story, story.changes().size());
                answered.stopListening();
                programs.stop("ingest");
                await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> story.judge(leftOut, CROWDED));
                somethingHappenedMeanwhile(story, began, ended);
                answered.judge();
            }
        });
    }

    /** A story in a cloud, and a cluster with its topics. */
    @FunctionalInterface
    private interface Story {
        void tell(Simulator cloud, TopicReader topics) throws Exception;
    }

    private void inCluster(Story story) throws Exception {
        try (var cloud = Simulator.start(
                        RandomScenario.busy(seed, STORY_SECONDS, CROWDED, CONNECTIONS_EACH)
                                .scenario(),
                        0,
                        Instant.now());
                var brokers = new Brokers(directory, 1, 0, seed);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", brokers.bootstrapServers()), 0)) {
            story.tell(cloud, TopicReader.ofNew(brokers, registry));
        }
    }

    private static void somethingHappenedMeanwhile(PublishedStory story, Instant began, Instant ended) {
        long changes = story.changes().stream()
                .filter(it ->
                        it.getDetectedAt().isAfter(began) && it.getDetectedAt().isBefore(ended))
                .count();
        System.out.printf(
                "Six restarts in %d s, %d changes meanwhile: missing 0, doubled 0, invented 0%n",
                Duration.between(began, ended).toSeconds(), changes);
        assertThat(changes).isPositive();
    }

    /** Settings that all programs have in common. */
    static Map<String, String> settings(Simulator cloud, TopicReader topics) {
        var settings = new TreeMap<>(Map.of(
                "bootstrap.servers", topics.bootstrapServers(),
                "schema.registry.url", topics.registryUrl(),
                "cloud.endpoint", cloud.endpoint().toString(),
                "targets", String.join(",", cloud.targets()),
                // A target is stale after three of these; another process takes over within the six seconds of a
                // session.
                "poll.interval", "PT5S",
                "alerts.for", "PT2S",
                "alerts.keep.firing", "PT2S",
                // Both of ingest must make the same fingerprints.
                "secrets.fingerprint.key", "0123456789abcdef0123456789abcdef",
                "ALIBABA_CLOUD_ACCESS_KEY_ID", cloud.accessKeyId(),
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET", cloud.accessKeySecret()));
        return settings;
    }
}
