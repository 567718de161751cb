package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Checks all properties on seeded random histories. {@code -Dseed=…} runs one again and shows it shrunk, {@code -Dhistories=…}
 * sets their number; the full dose, which CI takes, is 200,000.
 */
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("histories", 2_000);
    private static final @Nullable Long SEED = Long.getLong("seed");

    /**
     * After these, properties that need another run are checked on every fiftieth history: checking all takes four times as
     * long.
     */
    private static final int FIRST = 500;

    private static final int SOME = 50;

    /** Seeds that found a bug once. */
    private static final Set<Long> FOUND_SOMETHING = Set.of(5_192L, 9_596L, 62_332L, 90_370L, 97_000L);

    /** The smallest seed that breaks a property. Each history is run once for all properties, on all cores. */
    private static final Map<Property, Long> BROKEN = new ConcurrentHashMap<>();

    @BeforeAll
    static void live() {
        long began = System.nanoTime();
        seeds().parallel().forEach(seed -> {
            var lived = PlayedHistory.of(RandomCase.of(seed));
            for (Property it : Property.values()) {
                if (isAsked(it, seed) && it.brokenBy(lived) != null) {
                    BROKEN.merge(it, seed, Math::min);
                }
            }
        });
        System.out.printf("%d histories in %d s%n", HISTORIES, (System.nanoTime() - began) / 1_000_000_000);
    }

    private static boolean isAsked(Property property, long seed) {
        return property.isAskedAlways()
                || seed <= FIRST
                || seed % SOME == 0
                || FOUND_SOMETHING.contains(seed)
                || SEED != null;
    }

    private static LongStream seeds() {
        return SEED != null
                ? LongStream.of(SEED)
                : LongStream.concat(FOUND_SOMETHING.stream().mapToLong(it -> it), LongStream.rangeClosed(1, HISTORIES));
    }

    @ParameterizedTest
    @EnumSource
    void shouldHoldOnEveryHistory(Property property) {
        Long seed = BROKEN.get(property);

        assertThat(seed == null ? null : shrunk(property, seed)).isNull();
    }

    /** Without this test, the others could pass because nothing happens. */
    @Test
    void shouldHaveSeenEverythingHappen() {
        Map<AlertStatus, Long> statuses = new EnumMap<>(AlertStatus.class);
        Map<AlertRule, Long> rules = new EnumMap<>(AlertRule.class);
        Map<AlertRule, Long> retired = new EnumMap<>(AlertRule.class);
        LongStream.rangeClosed(1, 2_000)
                .mapToObj(it -> PlayedHistory.of(RandomCase.of(it)))
                .flatMap(it -> it.events().stream())
                .filter(AlertStep.class::isInstance)
                .map(AlertStep.class::cast)
                .forEach(it -> {
                    statuses.merge(it.status(), 1L, Long::sum);
                    rules.merge(it.key().rule(), 1L, Long::sum);
                    if (it.verdict() == Verdict.RETIRED) {
                        retired.merge(it.key().rule(), 1L, Long::sum);
                    }
                });

        assertThat(statuses).containsOnlyKeys(AlertStatus.values());
        assertThat(statuses.values()).as("%s", statuses).allMatch(it -> it >= 5);
        assertThat(rules).containsOnlyKeys(AlertRule.values());
        assertThat(rules.values()).as("%s", rules).allMatch(it -> it >= 5);
        assertThat(retired).as("taken back with their target").containsOnlyKeys(AlertRule.values());
    }

    private static String shrunk(Property property, long seed) {
        var it = RandomCase.of(seed);
        var shrunk = Shrunk.of(it.history(), shorter -> property.brokenBy(PlayedHistory.of(it.with(shorter))) != null);
        return "Seed " + seed + " (alone with -Dseed=" + seed + ") by " + it.rules() + ", shrunk to\n"
                + shrunk.stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n"
                + property.brokenBy(PlayedHistory.of(it.with(shrunk)));
    }
}
