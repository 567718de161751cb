package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One run: faults one after the other, and at the end a comparison of everything that was published with everything committed. */
final class FaultRun {
    private final List<ClusterFault> faults;
    private final Duration longestStop;
    private final long seed;
    private final Random random;

    /**
     * A run of these faults.
     *
     * @param each the faults, each of which happens at least once
     * @param count number of faults
     */
    FaultRun(List<ClusterFault> each, int count, Duration longestStop, long seed) {
        this.longestStop = longestStop;
        this.seed = seed;
        this.random = new Random(seed);
        this.faults = plan(each, count);
    }

    /** A fault that was inflicted, and when. */
    private record Struck(ClusterFault fault, String victim, Instant at, Instant recovered) {}

    /**
     * Checks that nothing is missing, duplicated or invented.
     *
     * @return the number of records that were published
     */
    int holds(Path directory, @Nullable PrivateNetwork network) throws Exception {
        try (var house = new FaultCluster(directory, seed, network);
                var listener = new TransitionListener(house.kafka());
                var poller = new Poller(house.pollersKafka(), seed)) {
            // Given
            Instant began = Instant.now();
            house.brokers().nodes().awaitInSync();
            listener.awaitAllSince(Instant.now(), poller.targets());

            // When
            var struck = new ArrayList<Struck>();
            for (ClusterFault fault : faults) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500)); // so that things happen before it
                struck.add(strike(fault, house, listener, poller));
            }
            listener.awaitAllSince(Instant.now(), poller.targets());
            Instant over = Instant.now();
            poller.stop();
            house.awaitAllJudged();
            house.stopProcessors();

            // Then
            var judgement = OutputCheck.of(house);
            var counts = judgement.compare();
            report(struck, listener, counts, poller.committed().size());
            assertThat(counts.missing()).as("missing; seed %d", seed).isEmpty();
            assertThat(counts.doubled()).as("doubled; seed %d", seed).isEmpty();
            assertThat(counts.invented()).as("invented; seed %d", seed).isEmpty();
            judgement.askForASecondOpinion();
            assertThat(judgement.notToldOnce(poller.committed()))
                    .as("committed and not told once; seed %d", seed)
                    .isEmpty();
            assertThat(house.isAllDecided(Topics.TRANSITIONS)).isTrue();
            assertThat(house.isAllDecided(Topics.ALERTS)).isTrue();
            assertThat(house.isAllDecided(Topics.OBSERVATIONS)).isTrue();
            somethingHappenedAroundEach(struck, listener, began, over);
            return counts.told();
        }
    }

    /** One of each fault, then any, in random order. */
    private List<ClusterFault> plan(List<ClusterFault> each, int count) {
        var plan = new ArrayList<>(each);
        while (plan.size() < count) {
            plan.add(each.get(random.nextInt(each.size())));
        }
        Collections.shuffle(plan, random);
        return List.copyOf(plan.subList(0, count));
    }

    private Struck strike(ClusterFault fault, FaultCluster house, TransitionListener listener, Poller poller)
            throws Exception {
        Instant at = Instant.now();
        String victim = fault.strike(house, random, longestStop);
        listener.awaitAllSince(Instant.now(), poller.targets());
        Instant recovered = Instant.now();
        fault.undo(house);
        return new Struck(fault, victim, at, recovered);
    }

    /** Without changes around each fault, the other checks could hold because nothing happened. */
    private static void somethingHappenedAroundEach(
            List<Struck> struck, TransitionListener listener, Instant began, Instant over) {
        Instant before = began;
        for (Struck it : struck) {
            assertThat(listener.seenBetween(before, it.at()))
                    .as("before %s", it)
                    .isNotEmpty();
            assertThat(listener.seenBetween(it.at(), it.recovered()))
                    .as("during %s", it)
                    .isNotEmpty();
            assertThat(listener.seenBetween(it.recovered(), over))
                    .as("after %s", it)
                    .isNotEmpty();
            before = it.recovered();
        }
    }

    private void report(List<Struck> struck, TransitionListener listener, OutputCheck.Counts counts, int committed) {
        System.out.printf(
                "Seed %d: %d records told, %d changes known to be committed; missing %d, doubled %d, invented %d%n",
                seed,
                counts.told(),
                committed,
                counts.missing().size(),
                counts.doubled().size(),
                counts.invented().size());
        for (Struck it : struck) {
            var during = listener.seenBetween(it.at(), it.recovered());
            Duration outage = during.stream()
                    .map(TransitionListener.Heard::late)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            System.out.printf(
                    "%-27s %-24s longest until told %5.1f s, %d transitions seen meanwhile%n",
                    it.fault(), it.victim(), outage.toMillis() / 1000.0, during.size());
        }
    }
}
