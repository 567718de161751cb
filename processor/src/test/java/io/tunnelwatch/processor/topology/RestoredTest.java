package io.tunnelwatch.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.RandomCase;
import io.tunnelwatch.processor.domain.RandomHistory;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.testsupport.FakeRegistry;
import io.tunnelwatch.v1.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A successor has the bytes of the changelogs and nothing else: stores, codecs and processors are new. Wherever a take-over
 * happens, and however often, the output is the same as without it. {@code -Dseed=…} runs one alone.
 */
class RestoredTest {
    private static final int TAKEN_OVER = 20;

    /** Histories whose connections have as large a configuration as passes ingest, and more: 64 KiB. */
    private static final List<Long> LARGE = List.of(205L, 307L);

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
    }

    @AfterEach
    void end() {
        registry.close();
    }

    static LongStream seeds() {
        Long alone = Long.getLong("seed");
        return alone == null
                ? LongStream.concat(
                        LongStream.rangeClosed(1, 10), LARGE.stream().mapToLong(it -> it))
                : LongStream.of(alone);
    }

    @Tag("F-30")
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldTellTheSameBytesFromWhereverItIsTakenOver(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var rules = RandomCase.of(seed).rules();
        var observations = observations(seed, random);
        var cuts = new TreeSet<Integer>();
        random.ints(TAKEN_OVER, 1, observations.size()).forEach(cuts::add);

        // When
        var alone = tell(observations, rules, new TreeSet<>());
        var takenOver = tell(observations, rules, cuts);

        // Then
        assertThat(alone).isNotEmpty();
        assertThat(takenOver).as("seed %s, taken over at %s", seed, cuts).isEqualTo(alone);
    }

    /** One to four targets, each with its own history, interleaved at random. */
    private static List<Observation> observations(long seed, SplittableRandom random) {
        var targets = new ArrayList<List<Observation>>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            String region = "cn" + "-1".repeat(i);
            targets.add((i == 0 ? RandomCase.of(seed).history() : RandomHistory.of(seed * 100 + i))
                    .stream()
                            .map(AvroObservations::of)
                            .peek(it -> it.setRegion(region))
                            .toList());
        }
        var mixed = new ArrayList<Observation>();
        int[] next = new int[targets.size()];
        for (int left = targets.stream().mapToInt(List::size).sum(); left > 0; left--) {
            int one = random.nextInt(targets.size());
            while (next[one] == targets.get(one).size()) {
                one = (one + 1) % targets.size();
            }
            mixed.add(targets.get(one).get(next[one]++));
        }
        return mixed;
    }

    private List<String> tell(List<Observation> observations, Rules rules, TreeSet<Integer> cuts) {
        var records = new ArrayList<String>();
        var tasks = new TopologyTasks(kafka, directory, 1, rules);
        for (int i = 0; i < observations.size(); i++) {
            if (cuts.contains(i)) {
                tasks = tasks.takenOver();
            }
            var it = observations.get(i);
            tasks.feed(it.getAccount() + "/" + it.getRegion(), it)
                    .forEach(record -> records.add(record.topic() + " " + record.key() + " "
                            + Arrays.hashCode(record.bytes().getValue()) + " "
                            + Arrays.toString(record.bytes().headers().toArray())));
        }
        tasks.close();
        return records;
    }
}
