package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.RandomHistory;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.serde.RegistryClient;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Observation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same observations give the same bytes: however they are partitioned, whatever runs beside them, on any Java. */
class SameBytesTest {
    private static final int TARGETS = 6;

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private FakeRegistry registry;

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private KafkaAccess kafka;

    @BeforeEach
    void begin() throws IOException {
        registry = new FakeRegistry();
        kafka = KafkaAccess.of(Settings.of(registry.settings()));
        registerInOrderOfTheCatalogue();
    }

    /** Registers as 'topics --create' does: a schema's id is in the bytes, and must not depend on who writes first. */
    private void registerInOrderOfTheCatalogue() {
        var client = new RegistryClient(kafka.serdeSettings());
        Topics.all().forEach(topic -> topic.value()
                .ifPresent(it ->
                        client.register(topic.subject(), SpecificData.get().getSchema(it))));
    }

    @AfterEach
    void end() {
        registry.close();
    }

    @Test
    void shouldGiveTheSameBytesOnAnyNumberOfPartitions() throws Exception {
        var observations = interleaved(histories(), 1);

        var onOne = run(observations, 1);

        assertThat(onOne).hasSizeGreaterThan(20);
        assertThat(run(observations, 3)).isEqualTo(onOne);
        assertThat(run(observations, 12)).isEqualTo(onOne);
    }

    @Test
    void shouldTellTheSameOfATargetHoweverOthersComeInBetween() throws Exception {
        var histories = histories();
        var alone = new TreeMap<String, List<String>>();
        for (var it : histories.entrySet()) {
            alone.putAll(run(interleaved(Map.of(it.getKey(), it.getValue()), 1), 1));
        }

        assertThat(run(interleaved(histories, 2), 1)).isEqualTo(alone);
        assertThat(run(interleaved(histories, 3), 1)).isEqualTo(alone);
    }

    /**
     * The bytes are those of another machine, another Java, another year. A deliberate change of the output changes them, and
     * renews the digest; an accidental one is found here.
     */
    @Test
    void shouldGiveTheBytesThatItGaveBefore() throws Exception {
        assertThat(digest(List.of(Topics.ALERTS, Topics.TRANSITIONS))).isEqualTo(golden("bytes.sha256"));
    }

    @Test
    void shouldJudgeAsFarAsItJudgedBefore() throws Exception {
        assertThat(digest(List.of(Topics.TARGETS))).isEqualTo(golden("targets.sha256"));
    }

    private String digest(List<Topic> topics) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        run(interleaved(histories(), 1), 1).forEach((key, records) -> {
            if (topics.stream().anyMatch(it -> key.startsWith(it.name() + " "))) {
                records.forEach(it -> digest.update(it.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String golden(String name) throws IOException {
        try (var file = Objects.requireNonNull(SameBytesTest.class.getResourceAsStream(name))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    /** Some names are prefixes of others, which keys in a store must not confuse. */
    private static TreeMap<String, List<Observation>> histories() {
        var histories = new TreeMap<String, List<Observation>>();
        for (int i = 1; i <= TARGETS; i++) {
            String region = i % 3 == 0 ? "cn" : i % 3 == 1 ? "cn-" + i : "cn-" + i + "-and-more";
            String account = "acct" + i / 3;
            histories.put(
                    account + "/" + region,
                    RandomHistory.of(i).stream()
                            .map(AvroObservations::of)
                            .peek(it -> it.setAccount(account))
                            .peek(it -> it.setRegion(region))
                            .toList());
        }
        return histories;
    }

    private record Keyed(String target, Observation observation) {}

    /** Interleaves the histories: each keeps its own order. */
    private static List<Keyed> interleaved(Map<String, List<Observation>> histories, long seed) {
        var random = new SplittableRandom(seed);
        var left = new TreeMap<String, Integer>();
        histories.keySet().forEach(it -> left.put(it, 0));
        var interleaved = new ArrayList<Keyed>();
        while (!left.isEmpty()) {
            String target = List.copyOf(left.keySet()).get(random.nextInt(left.size()));
            var history = histories.getOrDefault(target, List.of());
            int next = left.merge(target, 1, Integer::sum) - 1;
            interleaved.add(new Keyed(target, history.get(next)));
            if (next + 1 == history.size()) {
                left.remove(target);
            }
        }
        return interleaved;
    }

    /** Every output record, byte by byte, by topic and key, in its order. */
    private TreeMap<String, List<String>> run(List<Keyed> observations, int partitions) throws Exception {
        try (var tasks = new TopologyTasks(kafka, directory, partitions)) {
            return observations.stream()
                    .flatMap(it -> tasks.feed(it.target(), it.observation()).stream())
                    .collect(Collectors.groupingBy(
                            it -> it.topic() + " " + it.key(),
                            TreeMap::new,
                            Collectors.mapping(SameBytesTest::text, Collectors.toList())));
        }
    }

    private static String text(TopologyTasks.Output output) {
        var record = output.bytes();
        String headers = Arrays.stream(record.headers().toArray())
                .map(SameBytesTest::text)
                .collect(Collectors.joining(" "));
        return HexFormat.of().formatHex(record.getValue()) + " " + record.timestamp() + " " + headers + "\n";
    }

    private static String text(Header header) {
        return header.key() + "=" + HexFormat.of().formatHex(header.value());
    }
}
