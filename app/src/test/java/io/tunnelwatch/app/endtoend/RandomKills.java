package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.brokers.SecuredBrokers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kills brokers and programs at random, one after the other, and upgrades programs to this build meanwhile. */
final class RandomKills {
    private static final int BROKERS = 3;
    private static final List<String> KINDS = List.of("sink", "processor", "ingest", "broker");

    private final SecuredBrokers brokers;
    private final TwoOfEach programs;
    private final Random random;
    private final Queue<RunningProgram> toUpgrade = new ArrayDeque<>();
    private final List<Kill> kills = new ArrayList<>();
    private final int upgrades;

    /** A kill, and how long afterwards the first change was told that had been seen after it. */
    private record Kill(String victim, Duration outage) {}

    /** @param upgraded the programs of which each instance is upgraded, in this order */
    RandomKills(SecuredBrokers brokers, TwoOfEach programs, Random random, Collection<String> upgraded) {
        this.brokers = brokers;
        this.programs = programs;
        this.random = random;
        upgraded.forEach(role -> programs.programs().stream()
                .filter(it -> it.name().startsWith(role))
                .forEach(toUpgrade::add));
        this.upgrades = toUpgrade.size();
    }

    /**
     * Kills for so long, and until everything is upgraded; the upgrades are spread evenly.
     *
     * @param awaitChangeSince waits until a change is told that was seen after a moment
     */
    void inflict(Duration killing, Consumer<Instant> awaitChangeSince) throws Exception {
        Instant began = Instant.now();
        Instant until = began.plus(killing);
        while (kills.isEmpty() || !toUpgrade.isEmpty() || Instant.now().isBefore(until)) {
            TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2_000)); // so that things happen before it
            var upgraded = isUpgradeDue(began, killing) ? upgrade() : null;
            String victim = kill(upgraded);
            Instant at = Instant.now();
            awaitChangeSince.accept(at);
            kills.add(new Kill(victim, Duration.between(at, Instant.now())));
            programs.awaitReady("sink"); // so that the other one may be killed
            brokers.nodes().launchDead();
            brokers.nodes().awaitInSync();
            assertThat(programs.programs())
                    .as("programs that go on after %s was killed", victim)
                    .allMatch(RunningProgram::isAlive);
        }
        report(Duration.between(began, Instant.now()));
    }

    private boolean isUpgradeDue(Instant began, Duration killing) {
        long done = (long) upgrades - toUpgrade.size();
        return !toUpgrade.isEmpty()
                && Instant.now()
                        .isAfter(began.plus(killing.multipliedBy(done + 1).dividedBy(upgrades + 1L)));
    }

    /** Replaces the next program by this build, and does not wait until it is ready. */
    private RunningProgram upgrade() throws Exception {
        var next = toUpgrade.remove();
        next.stop();
        next.start(RunningProgram.ownClassPath());
        System.out.printf("%s is upgraded after %d kills%n", next.name(), kills.size());
        return next;
    }

    /**
     * Kills a broker, or a program that is started again at once, as a supervisor would do it.
     *
     * @param starting a program that starts at this moment; no sink is killed while the other one starts
     */
    private String kill(@Nullable RunningProgram starting) throws Exception {
        boolean oneSink = starting != null && starting.name().startsWith("sink");
        String kind =
                oneSink ? KINDS.get(1 + random.nextInt(KINDS.size() - 1)) : KINDS.get(random.nextInt(KINDS.size()));
        if (kind.equals("broker")) {
            int victim = random.nextInt(BROKERS);
            brokers.nodes().get(victim).kill();
            return "broker-" + (victim + 1);
        }
        String name = kind + "-" + (1 + random.nextInt(2));
        var victim = programs.programs().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
        victim.kill();
        victim.startAgain();
        return victim.name();
    }

    private void report(Duration took) {
        System.out.printf(
                "%d kills and %d upgrades in %d s; seconds until the first change after a kill was told%n",
                kills.size(), upgrades, took.toSeconds());
        kills.stream()
                .collect(Collectors.groupingBy(
                        it -> it.victim().replaceAll("-\\d", ""), TreeMap::new, Collectors.toList()))
                .forEach((kind, each) -> System.out.printf(
                        "%-12s killed %2d times: %s%n",
                        kind, each.size(), sorted(each).map("%.1f"::formatted).collect(Collectors.joining(", "))));
    }

    private static Stream<Double> sorted(List<Kill> kills) {
        return kills.stream().map(it -> it.outage().toMillis() / 1000.0).sorted();
    }
}
