package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What must hold whatever happens, on seeded random histories. {@code -Dseed=…} runs one again and shows it shrunk,
 * {@code -Dhistories=…} says how many; the long run of CI takes 200,000.
 */
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("histories", 300);
    private static final @Nullable Long SEED = Long.getLong("seed");

    @Test
    void shouldAgreeWithTheSecondOpinion() {
        everywhere(RandomHistoriesTest::secondOpinion);
    }

    @Test
    void shouldKeepItsGuarantees() {
        everywhere(history -> {
            var judges = Guarantee.all().stream().map(Supplier::get).toList();
            try {
                told(history).forEach(told -> judges.forEach(it -> it.sees(told.observation(), told.events())));
                return null;
            } catch (AssertionError e) {
                return e.getMessage();
            }
        });
    }

    @Test
    void shouldGiveTheSameAgain() {
        everywhere(history -> told(history).equals(told(history)) ? null : "Not the same again");
    }

    @Test
    void shouldNotMindRecordsThatComeAgain() {
        everywhere(history -> events(withDuplicates(history)).equals(events(history)) ? null : "Duplicates changed it");
    }

    @Test
    void shouldTellTheSameLaterWhenAllHappensLater() {
        everywhere(history -> {
            var later = history.stream().map(RandomHistoriesTest::anHourLater).toList();
            var expected = events(history).stream().map(RandomHistoriesTest::id).toList();
            return events(later).stream().map(RandomHistoriesTest::id).toList().equals(expected)
                    ? null
                    : "The time of day matters";
        });
    }

    /** Without this, the others could hold because nothing happens. */
    @Test
    void shouldHaveSeenEverythingHappen() {
        Map<AlertStep.Status, Long> statuses = new EnumMap<>(AlertStep.Status.class);
        Map<AlertRule, Long> rules = new EnumMap<>(AlertRule.class);
        LongStream.range(1, 3_000)
                .mapToObj(RandomHistory::of)
                .flatMap(it -> events(it).stream())
                .filter(AlertStep.class::isInstance)
                .map(AlertStep.class::cast)
                .forEach(it -> {
                    statuses.merge(it.status(), 1L, Long::sum);
                    rules.merge(it.key().rule(), 1L, Long::sum);
                });

        assertThat(statuses).containsOnlyKeys(AlertStep.Status.values());
        assertThat(statuses.values()).as("%s", statuses).allMatch(it -> it >= 5);
        assertThat(rules).containsOnlyKeys(AlertRule.values());
        assertThat(rules.values()).as("%s", rules).allMatch(it -> it >= 5);
    }

    private static @Nullable String secondOpinion(List<Observation> history) {
        var second = new SecondOpinion();
        for (Told told : told(history)) {
            var lines = told.events().stream().map(SecondOpinion::line).sorted().toList();
            var expected = second.on(told.observation());
            if (!lines.equals(expected)) {
                return "On " + told.observation() + "\n  told     " + String.join("\n           ", lines)
                        + "\n  expected " + String.join("\n           ", expected);
            }
        }
        return null;
    }

    private record Told(Observation observation, List<Event> events) {}

    private static List<Told> told(List<Observation> history) {
        var scene = new Scene();
        var told = new ArrayList<Told>();
        for (Observation it : history) {
            scene.forgetEvents().give(it);
            told.add(new Told(it, List.copyOf(scene.events)));
        }
        return told;
    }

    private static List<Event> events(List<Observation> history) {
        return told(history).stream().flatMap(it -> it.events().stream()).toList();
    }

    /** Each record may come again, at any later time. */
    private static List<Observation> withDuplicates(List<Observation> history) {
        var random = new SplittableRandom(history.size());
        var doubled = new ArrayList<Observation>();
        for (Observation it : history) {
            doubled.add(it);
            if (random.nextInt(4) == 0) {
                doubled.add(doubled.get(random.nextInt(doubled.size())));
            }
        }
        return doubled;
    }

    private static Observation anHourLater(Observation it) {
        return new Observation(
                it.target(), it.order(), it.observedAt().plus(Duration.ofHours(1)), it.pollInterval(), it.body());
    }

    private static String id(Event event) {
        return event instanceof AlertStep step ? step.stepId() : ((Transition) event).id();
    }

    private interface Check {
        /** What is wrong; null if nothing is. */
        @Nullable
        String of(List<Observation> history);
    }

    private static void everywhere(Check check) {
        if (SEED != null) {
            tryOut(SEED, check);
            return;
        }
        IntStream.rangeClosed(1, HISTORIES).forEach(seed -> tryOut(seed, check));
    }

    private static void tryOut(long seed, Check check) {
        List<Observation> history = RandomHistory.of(seed);
        if (check.of(history) == null) {
            return;
        }
        Predicate<List<Observation>> fails = it -> check.of(it) != null;
        var shrunk = Shrunk.of(history, fails);
        throw new AssertionError("Seed " + seed + " (alone with -Dseed=" + seed + "), shrunk to\n"
                + shrunk.stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n" + check.of(shrunk));
    }
}
