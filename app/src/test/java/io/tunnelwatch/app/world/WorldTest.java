package io.tunnelwatch.app.world;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tunnelwatch.app.endtoend.Guarantees;
import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Runs all of Tunnelwatch on one manual clock, with random faults by seed. {@code -Dseed=…} runs one world again, {@code
 * -Dworlds=…} sets their number, {@code -Dtroubled=PT24H} the length of each.
 */
class WorldTest {
    private static final int WORLDS = Integer.getInteger("worlds", 100);
    private static final @Nullable Long SEED = Long.getLong("seed");
    private static final Duration TROUBLED = Duration.parse(System.getProperty("troubled", "PT25M"));

    /** Long enough to read everything again, for a part that forgot it. */
    private static final Duration CALM = Duration.ofMinutes(14).plus(TROUBLED.dividedBy(6));

    private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.tunnelwatch");
    private static @Nullable Level level;

    @BeforeAll
    static void beQuiet() {
        level = LOG.getLevel();
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOG.setLevel(level);
    }

    @Test
    void shouldTellTheTruthWhateverGoesWrong() {
        var broken = new ConcurrentSkipListMap<Long, String>();
        var seeds = SEED == null ? LongStream.rangeClosed(1, WORLDS) : LongStream.of(SEED);
        long began = System.nanoTime();

        seeds.parallel().forEach(seed -> {
            String wrong = wrongWith(seed, WorldFault.draw(seed, TROUBLED));
            if (wrong != null) {
                broken.put(seed, wrong);
            }
        });

        System.out.printf(
                "%d worlds in %d s%n", SEED == null ? WORLDS : 1, (System.nanoTime() - began) / 1_000_000_000);
        assertThat(broken.isEmpty() ? null : report(broken)).isNull();
    }

    private static String report(ConcurrentSkipListMap<Long, String> broken) {
        long seed = broken.firstKey();
        var faults = shrunk(seed);
        return broken.size() + " worlds broke: "
                + broken.keySet().stream().limit(20).toList() + ". Seed " + seed
                + " (alone with -Dseed=" + seed + "), with no more than\n"
                + faults.stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n"
                + wrongWith(seed, faults);
    }

    /** The smallest set of faults that still fails. */
    private static List<WorldFault> shrunk(long seed) {
        var faults = new ArrayList<>(WorldFault.draw(seed, TROUBLED));
        for (int i = faults.size() - 1; i >= 0; i--) {
            WorldFault without = faults.remove(i);
            if (wrongWith(seed, faults) == null) {
                faults.add(i, without);
            }
        }
        return faults;
    }

    private static @Nullable String wrongWith(long seed, List<WorldFault> faults) {
        try {
            var world = new World(seed, TROUBLED);
            world.live(faults, TROUBLED, CALM);
            judge(world);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e + "\n"
                    + Arrays.stream(e.getStackTrace())
                            .filter(it -> it.getClassName().startsWith("io.tunnelwatch"))
                            .limit(8)
                            .map(it -> "    at " + it)
                            .collect(Collectors.joining("\n"));
        }
    }

    private static void judge(World world) {
        var transitions = once(world, world.told(Transition.class), Transition::getTransitionId);
        var alerts = once(world, world.told(Alert.class), Alert::getStepId);
        for (World.Place place : world.places) {
            var observations = place.log.all();
            String account = place.target.account();
            var ofPlace = transitions.stream()
                    .filter(it -> it.getAccount().equals(account))
                    .toList();
            Guarantees.everyChangeOnce(observations, ofPlace);
            var rehearsal = new Rehearsal(Rules.defaults());
            var steps = new ArrayList<Alert>();
            var changes = new ArrayList<Transition>();
            for (Observation it : observations) {
                for (Event event :
                        rehearsal.decide(place.target.key(), it).decision().events()) {
                    if (event instanceof AlertStep step) {
                        steps.add(EventCodec.encode(step));
                    } else {
                        changes.add(EventCodec.encode((io.tunnelwatch.processor.domain.Transition) event));
                    }
                }
            }
            assertThat(ofPlace).isEqualTo(changes);
            assertThat(alerts.stream()
                            .filter(it -> it.getAccount().equals(account))
                            .toList())
                    .isEqualTo(steps);
            assertThat(place.lastScan).as("digest of %s", place.target).isEqualTo(Verdict.SCAN_COMPLETED);
        }
        assertThat(world.shown()).as("the page in the end").isEqualTo(world.truth());
        tile(world.intervals());
        everyOutageIsSpokenOf(world, alerts);
    }

    /**
     * Removes records that were published again after state was lost; a reader applies them once. Otherwise nothing is
     * published twice.
     */
    private static <T> List<T> once(World world, List<T> all, java.util.function.Function<T, String> id) {
        var once = new LinkedHashMap<String, T>();
        var doubled = new HashSet<String>();
        for (T it : all) {
            if (once.putIfAbsent(id.apply(it), it) != null) {
                doubled.add(id.apply(it));
            }
        }
        if (!world.forgot) {
            assertThat(doubled).as("said twice").isEmpty();
        }
        return List.copyOf(once.values());
    }

    /** Checks that each interval begins where the previous one ends, unless there was nothing in between. */
    private static void tile(List<Interval> intervals) {
        var newest = new TreeMap<String, Interval>();
        intervals.forEach(it -> newest.put(it.getAccount() + it.getIntervalId(), it));
        Map<String, List<Interval>> facets = newest.values().stream()
                .collect(Collectors.groupingBy(
                        it -> it.getAccount() + " " + it.getEntity() + " " + it.getFacet(),
                        TreeMap::new,
                        Collectors.toCollection(ArrayList::new)));
        facets.forEach((facet, spans) -> {
            spans.sort(Comparator.comparing(Interval::getValidFrom)
                    .thenComparing(it -> Objects.requireNonNullElse(it.getValidTo(), Instant.MAX)));
            for (int i = 1; i < spans.size(); i++) {
                Interval before = spans.get(i - 1);
                Interval it = spans.get(i);
                assertThat(before.getValidTo())
                        .as("end of %s before %s", before, it)
                        .isNotNull();
                if (before.getCloseReason() == CloseReason.DELETED) {
                    assertThat(before.getValidTo()).as(facet).isBeforeOrEqualTo(it.getValidFrom());
                } else {
                    assertThat(before.getValidTo()).as(facet).isEqualTo(it.getValidFrom());
                }
            }
        });
    }

    /**
     * Checks that every connection that is down at the end, and was so during all of the calm, has an alert or is inhibited by
     * one.
     */
    private static void everyOutageIsSpokenOf(World world, List<Alert> alerts) {
        var standing = new TreeMap<String, Alert>();
        alerts.forEach(it -> standing.put(it.getFingerprint(), it));
        standing.values().removeIf(it -> !it.getActive());
        for (World.Place place : world.places) {
            place.truth.downSince().keySet().forEach(id -> assertThat(standing.values())
                    .as("an alert of %s", id)
                    .anyMatch(it -> it.getAccount().equals(place.target.account())
                            && (id.equals(it.getConnectionId())
                                    || it.getMembers().contains(id))));
        }
    }
}
