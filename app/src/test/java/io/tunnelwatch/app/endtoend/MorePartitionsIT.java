package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From 6 to 24 partitions, as docs/operating.md says: the programs stop in the middle of a story, {@code tunnelwatch
 * repartition} moves everything (it is killed on the way, and run again), and the programs go on. No record is lost, changed or
 * out of order, and nothing is published twice. {@code -Dseed=…} repeats a run.
 */
@Tag("heavy")
@Timeout(900)
class MorePartitionsIT {
    private static final int MORE = 24;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Longer than everything here takes on a busy machine. */
    private static final int STORY_SECONDS = 900;

    private static final List<String> CROWDED = List.of("cn-beijing", "cn-shanghai", "cn-shenzhen", "eu-central-1");
    private static final int CONNECTIONS_EACH = 20;

    /** Changes that are published before, and afterwards. */
    private static final int ENOUGH_CHANGES = 20;

    private static final String CHANGELOG = "tunnelwatch-processor-connections-changelog";

    @TempDir
    Path directory;

    @Test
    void shouldGoOnWithMorePartitionsAsIfNothingHadHappened() throws Exception {
        long seed = Long.getLong("seed", 20261130L);
        try (var cloud = Simulator.start(
                        RandomScenario.busy(seed, STORY_SECONDS, CROWDED, CONNECTIONS_EACH)
                                .scenario(),
                        0,
                        Instant.now());
                var brokers = new Brokers(directory, 1, 0, seed);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", brokers.bootstrapServers()), 0);
                var admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrapServers()))) {
            // Given
            var topics = TopicReader.ofNew(brokers, registry);
            var settings = RollingUpgradeIT.settings(cloud, topics);
            runUntilChanged(settings, topics, ENOUGH_CHANGES);
            var before = recordsByKey(topics);
            int told = new PublishedStory(topics).changes().size();

            // When
            assertThat(command(topics, "topics", "--verify", "--set", "topics.partitions=" + MORE)
                            .out())
                    .contains("vpn.alerts.v1 has 6 partitions and must have 24");
            var planned = command(topics, "repartition", Integer.toString(MORE));
            assertThat(planned.out())
                    .as(planned.err())
                    .contains("vpn.observations.v1: from 6 to 24 partitions", CHANGELOG, "add --yes");
            killOnTheWay(admin, topics);
            Instant again = Instant.now();
            var moved = command(topics, "repartition", Integer.toString(MORE), "--yes");
            assertThat(moved.exitCode()).as(moved.err()).isZero();
            System.out.printf(
                    "The second run took %.1f s%n",
                    Duration.between(again, Instant.now()).toMillis() / 1000.0);

            // Then
            assertThat(recordsByKey(topics)).isEqualTo(before);
            eachIsInThePartitionOfItsKey(topics);
            assertThat(topics.names()).noneMatch(it -> it.endsWith(Topic.DIVIDED));
            assertThat(command(topics, "topics", "--verify", "--set", "topics.partitions=" + MORE)
                            .out())
                    .contains("exist and are correct");
            assertThat(command(topics, "topics", "--verify").out())
                    .contains("vpn.alerts.v1 has 24 partitions and must have 6 (setting topics.partitions)");

            settings.put("topics.partitions", Integer.toString(MORE));
            runUntilChanged(settings, topics, told + ENOUGH_CHANGES);
            judge(topics, before);
        }
    }

    /** Runs one of each program until an alert and so many changes are published, and stops them as the procedure says. */
    private void runUntilChanged(Map<String, String> settings, TopicReader topics, int published) throws Exception {
        try (var sink = new RunningProgram(directory, "sink", "sink-1", settings);
                var processor = new RunningProgram(directory, "processor", "processor-1", settings);
                var ingest = new RunningProgram(directory, "ingest", "ingest-1", settings)) {
            for (RunningProgram it : List.of(sink, processor, ingest)) {
                it.awaitReady();
            }
            await().atMost(PATIENCE)
                    .until(() -> new PublishedStory(topics).changes().size() > published
                            && !topics.raw(Topics.ALERTS.name()).isEmpty());
            ingest.stop();
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
                new PublishedStory(topics).judge(Set.of(), CROWDED);
                Guarantees.intervalsTile(intervals(topics));
            });
            processor.stop();
            sink.stop();
        }
    }

    /** Kills the command when the first topic is replaced; the programs must refuse what it leaves. */
    private void killOnTheWay(Admin admin, TopicReader topics) throws Exception {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                RunningProgram.ownClassPath(),
                "io.tunnelwatch.app.Tunnelwatch"));
        command.addAll(List.of(
                "repartition", Integer.toString(MORE), "--yes", "--bootstrap-servers", topics.bootstrapServers()));
        Path output = directory.resolve("repartition.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                            !process.isAlive() || partitions(admin, CHANGELOG) == MORE)
                    .as(Files.readString(output))
                    .isTrue());
            assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(command(topics, "topics", "--verify", "--set", "topics.partitions=" + MORE)
                        .out())
                .contains("the division of partitions is not finished");
    }

    private static int partitions(Admin admin, String topic) throws Exception {
        return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .get(topic))
                .partitions()
                .size();
    }

    private static CommandResult command(TopicReader topics, String... arguments) {
        return CommandResult.in(
                Map.of(),
                Stream.concat(Arrays.stream(arguments), Stream.of("--bootstrap-servers", topics.bootstrapServers()))
                        .toArray(String[]::new));
    }

    /** All that readers see of each topic: for each key its records in order. */
    private static Map<String, List<String>> recordsByKey(TopicReader topics) {
        var all = new TreeMap<String, List<String>>();
        for (Topic topic : Topics.all()) {
            topics.raw(topic.name())
                    .forEach(it -> all.computeIfAbsent(topic.name() + " " + key(it), any -> new ArrayList<>())
                            .add(content(it)));
        }
        assertThat(all.keySet().stream().map(it -> it.split(" ", 2)[0]))
                .contains("vpn.observations.v1", "vpn.transitions.v1", "vpn.alerts.v1", "vpn.history.v1");
        return all;
    }

    private static String key(ConsumerRecord<byte[], byte[]> it) {
        return new String(it.key(), StandardCharsets.UTF_8);
    }

    private static String content(ConsumerRecord<byte[], byte[]> it) {
        String headers = Arrays.stream(it.headers().toArray())
                .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
        return it.timestamp() + " " + headers + " " + Arrays.hashCode(it.value());
    }

    private static void eachIsInThePartitionOfItsKey(TopicReader topics) {
        for (Topic topic : Topics.all()) {
            assertThat(topics.raw(topic.name()))
                    .as(topic.name())
                    .allMatch(it -> it.partition() == Utils.toPositive(Utils.murmur2(it.key())) % MORE);
        }
    }

    private static void judge(TopicReader topics, Map<String, List<String>> before) {
        var story = new PublishedStory(topics);
        story.judge(Set.of(), CROWDED);
        var all = story.values(Topics.TRANSITIONS, Transition.class);
        assertThat(all.stream().filter(it -> it.getKind() == TransitionKind.FIRST_SEEN))
                .as("first seen once, and not again afterwards")
                .extracting(it -> it.getEntity() + " " + it.getFacet())
                .doesNotHaveDuplicates();
        var now = recordsByKey(topics);
        before.forEach((key, records) ->
                assertThat(now.getOrDefault(key, List.of())).as(key).startsWith(records.toArray(String[]::new)));
    }

    private static List<Interval> intervals(TopicReader topics) {
        return new PublishedStory(topics).values(Topics.HISTORY, Interval.class);
    }
}
