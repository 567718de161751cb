package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topic.Cleanup;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bad record in any topic is set aside by every reader, counted, and logged once. All readers go on, also after a restart,
 * which reads it again.
 */
class DeadLetterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] SOMEBODY_ELSE = bytes("somebody/else");

    /** Topics whose readers write dead letters for unreadable records, and the readers of each. */
    private static final Map<Topic, List<String>> WITH_LETTERS = Map.of(
            Topics.OBSERVATIONS, List.of("processor"),
            Topics.TRANSITIONS, List.of("history", "notify"),
            Topics.ALERTS, List.of("notify"),
            Topics.COMMANDS, List.of("notify"));

    /** Records that are bad only by their keys, which the notifier does not use in transitions. */
    private static final long BAD_BY_KEY = 2;

    /** Topics read by the page, which counts unreadable records. */
    private static final List<Topic> ON_THE_PAGE = List.of(
            Topics.OBSERVATIONS, Topics.TRANSITIONS, Topics.ALERTS, Topics.CONNECTIONS, Topics.HISTORY, Topics.TARGETS);

    @TempDir
    Path directory;

    @Test
    @Tag("F-39")
    @Tag("F-45")
    void shouldSetAsideWhatCannotBeReadAndGoOn() throws Exception {
        try (var simulator = Simulator.start(RandomScenario.busy(3, 180).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(simulator), List.of("--open-broker"))) {
            // Given
            await().atMost(PATIENCE).until(() -> ON_THE_PAGE.stream()
                    .noneMatch(it -> running.topics().raw(it.name()).isEmpty()));

            // When
            var expected = new TreeMap<String, Long>();
            var perReader = new TreeMap<String, Long>();
            for (Topic topic : Topics.all()) {
                long bad = spoil(topic, running);
                for (String reader : WITH_LETTERS.getOrDefault(topic, List.of())) {
                    boolean usesNoKey = topic.equals(Topics.TRANSITIONS) && reader.equals("notify");
                    long letters = usesNoKey ? bad - BAD_BY_KEY : bad;
                    expected.merge(topic.name(), letters, Long::sum);
                    perReader.merge(reader, letters, Long::sum);
                }
            }

            // Then
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(letters(running)).isEqualTo(expected);
                for (var it : perReader.entrySet()) {
                    assertThat((long) counted(running, "tunnelwatch_" + it.getKey() + "_dead_letters_total"))
                            .as(it.getKey())
                            .isEqualTo(it.getValue());
                }
                for (Topic it : ON_THE_PAGE) {
                    assertThat(counted(running, unreadableOnThePage(it)))
                            .as(it.name())
                            .isPositive();
                }
            });
            awaitANewTransitionOnThePage(running);
            for (var it : WITH_LETTERS.entrySet()) {
                assertThat(said(running, "cannot be read and goes to the dead letters", it.getKey()))
                        .isEqualTo(it.getValue().size());
            }
            for (Topic it : ON_THE_PAGE) {
                assertThat(said(running, "cannot be read and is skipped", it)).isEqualTo(1);
            }
            for (String reader : perReader.keySet()) {
                assertThat(counted(running, "tunnelwatch_" + reader + "_restarts_total"))
                        .as("restarts of " + reader)
                        .isZero();
            }
            everybodyIsReady(running);
            assertThat(running.json("/readyz").path("sink").path("detail").asText())
                    .startsWith("the page is up to date, except for unreadable records in ")
                    .contains(ON_THE_PAGE.stream().map(Topic::name).toList());

            // And what was known is read back past it
            assertThat(running.stop()).isZero();
            running.restart();
            awaitANewTransitionOnThePage(running);
            assertThat(counted(running, "tunnelwatch_ingest_records_left_out_total"))
                    .isPositive();
            everybodyIsReady(running);
        }
    }

    /** Writes records that nobody can decode or use, in addition to the existing ones; returns how many. */
    private static int spoil(Topic topic, RunningTunnelwatch running) throws Exception {
        var there = running.topics().raw(topic.name()).stream()
                .filter(it -> it.value() != null && it.key() != null)
                .findFirst();
        byte[] good = there.map(it -> it.value()).orElse(bytes("nothing yet"));
        int partition = there.map(it -> it.partition()).orElse(0);
        var bad = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (byte[] value : List.of(
                bytes("not avro at all"),
                new byte[0],
                new byte[] {0, 0, 0, 99, 99, 1},
                Arrays.copyOf(good, good.length - 1),
                good)) { // with another key than its value
            bad.add(record(topic, partition, SOMEBODY_ELSE, value));
        }
        bad.add(record(topic, partition, SOMEBODY_ELSE, null)); // a tombstone, if the topic is compacted
        var harmless = new ArrayList<ProducerRecord<byte[], byte[]>>();
        if (topic.cleanup() == Cleanup.DELETE) { // a broker refuses a record without a key in compacted topics
            bad.add(record(topic, partition, null, good));
            there.ifPresent(it -> harmless.add(new WithoutTime(topic, partition, it.key(), good)));
        }
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var it : bad) {
                producer.send(it).get();
            }
            for (var it : harmless) {
                producer.send(it).get();
            }
        }
        return bad.size();
    }

    /** The number of dead letters by topic. */
    private static Map<String, Long> letters(RunningTunnelwatch running) {
        return running.topics().raw(Topics.DEAD_LETTERS.name()).stream()
                .filter(it -> it.headers().lastHeader("tunnelwatch_reason") != null)
                .map(it ->
                        new String(it.headers().lastHeader("tunnelwatch_topic").value(), StandardCharsets.UTF_8))
                .collect(Collectors.groupingBy(it -> it, TreeMap::new, Collectors.counting()));
    }

    private static String unreadableOnThePage(Topic topic) {
        return "tunnelwatch_sink_unreadable_records_total{reader=\"page\",topic=\"" + topic.name() + "\"}";
    }

    /** The counter, summed over its labels; 0 if it does not exist. */
    private static double counted(RunningTunnelwatch running, String metric) throws Exception {
        return running.body("/metrics")
                .lines()
                .filter(it -> it.startsWith(metric))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long said(RunningTunnelwatch running, String sentence, Topic topic) throws Exception {
        return running.output()
                .lines()
                .filter(it -> it.contains(sentence) && it.contains(topic.name()))
                .count();
    }

    private static void everybodyIsReady(RunningTunnelwatch running) throws Exception {
        var ready = running.json("/readyz");
        assertThat(ready.path("processor").path("ready").asBoolean())
                .as(ready.toString())
                .isTrue();
        assertThat(ready.path("sink").path("ready").asBoolean())
                .as(ready.toString())
                .isTrue();
    }

    private static void awaitANewTransitionOnThePage(RunningTunnelwatch running) {
        Instant now = Instant.now();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            for (var it : running.json("/api/v1/connections").path("connections")) {
                boolean isNew = Instant.parse(it.path("changedAt").asText()).isAfter(now);
                if (isNew && !it.path("stale").asBoolean()) {
                    return true;
                }
            }
            return false;
        });
    }

    private static ProducerRecord<byte[], byte[]> record(
            Topic topic, int partition, byte @Nullable [] key, byte @Nullable [] value) {
        return new ProducerRecord<>(topic.name(), partition, key, value);
    }

    /** A record without a timestamp, as other clients can write it and Kafka's own cannot. */
    private static final class WithoutTime extends ProducerRecord<byte[], byte[]> {
        WithoutTime(Topic topic, int partition, byte[] key, byte[] value) {
            super(topic.name(), partition, key, value);
        }

        @Override
        public Long timestamp() {
            return -1L;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
