package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What must hold whatever happens, on seeded random histories. {@code -Dseed=…} runs one again, {@code -Dhistories=…} says
 * how many.
 */
class RandomHistoriesTest {
    private static final int HISTORIES = Integer.getInteger("histories", 3_000);

    @Test
    void shouldKeepItsGuaranteesOnEveryHistory() {
        long first = Long.getLong("seed", 1);
        int transitions = 0;
        int alerts = 0;
        for (long seed = first; seed < first + (Long.getLong("seed") == null ? HISTORIES : 1); seed++) {
            List<Observation> history = new History(seed).observations();
            List<Event> events = run(history);
            try {
                assertThat(run(history)).as("the same again").isEqualTo(events);
                assertThat(run(withDuplicates(history, seed)))
                        .as("duplicates change nothing")
                        .isEqualTo(events);
                new Guarantees().judge(events);
            } catch (AssertionError e) {
                throw new AssertionError("Seed " + seed + " (run it alone with -Dseed=" + seed + ")", e);
            }
            transitions +=
                    (int) events.stream().filter(Transition.class::isInstance).count();
            alerts += (int) events.stream().filter(AlertStep.class::isInstance).count();
        }
        if (Long.getLong("seed") == null) {
            assertThat(transitions).as("something happened").isGreaterThan(HISTORIES * 20);
            assertThat(alerts).as("and was told").isGreaterThan(HISTORIES * 2);
        }
    }

    private static List<Event> run(List<Observation> history) {
        var scene = new Scene();
        history.forEach(scene::give);
        return List.copyOf(scene.events);
    }

    /** Each record may come again, at any later time. */
    private static List<Observation> withDuplicates(List<Observation> history, long seed) {
        var random = new SplittableRandom(seed * 31);
        var doubled = new ArrayList<Observation>();
        for (Observation it : history) {
            doubled.add(it);
            if (random.nextInt(4) == 0) {
                doubled.add(doubled.get(random.nextInt(doubled.size())));
            }
        }
        return doubled;
    }

    /** Listens to what comes out, and judges. */
    private static final class Guarantees {
        private final Map<FacetId, @Nullable FacetValue> standing = new TreeMap<>();
        private final HashSet<String> firing = new HashSet<>();
        private final HashSet<String> ids = new HashSet<>();

        void judge(List<Event> events) {
            for (Event event : events) {
                if (event instanceof Transition transition) {
                    assertThat(ids.add(transition.id()))
                            .as("an id is one event's: %s", transition)
                            .isTrue();
                    chains(transition);
                } else {
                    alternates((AlertStep) event);
                }
            }
        }

        /** The from of the later is the to of the earlier, and no transition goes from a thing to itself. */
        private void chains(Transition it) {
            if (it.facet() == null) {
                return;
            }
            assertThat(it.from()).as("what it was before: %s", it).isEqualTo(standing.get(it.facet()));
            if (it.from() != null && it.to() != null) {
                assertThat(it.to().reading().differsFrom(it.from().reading()))
                        .as("a change: %s", it)
                        .isTrue();
                assertThat(it.to().since())
                        .as("time goes on: %s", it)
                        .isAfterOrEqualTo(it.from().since());
            }
            assertThat(it.notBefore()).isBeforeOrEqualTo(it.detectedAt());
            if (it.to() == null) {
                standing.remove(it.facet());
            } else {
                standing.put(it.facet(), it.to());
            }
        }

        private void alternates(AlertStep it) {
            boolean known = firing.contains(it.fingerprint());
            switch (it.status()) {
                case FIRING -> assertThat(known).as("fires once: %s", it).isFalse();
                case UPDATED, RESOLVED, DOWN_WHILE_FLAPPING, FLAP_END ->
                    assertThat(known)
                            .as("only what stands goes on or ends: %s", it)
                            .isTrue();
                case FLAPPING -> {}
            }
            if (it.isActive()) {
                firing.add(it.fingerprint());
            } else {
                firing.remove(it.fingerprint());
            }
        }
    }

    /** A history of one target: scans, failures, silences, gaps, take-overs, connections that come, change and go. */
    private static final class History {
        private static final String[] LADDER = {
            Seen.UP, Seen.UP, Seen.UP, Seen.PHASE1, Seen.PHASE2, "ike_sa_established", "", "something_new"
        };
        private static final String[] SESSION = {"success", "success", "false", "failed", ""};

        private final SplittableRandom random;
        private final Map<String, Snapshot> world = new HashMap<>();
        private final TreeMap<String, Long> told = new TreeMap<>();
        private final List<Observation> observations = new ArrayList<>();
        private java.time.Instant now = Scene.START;
        private long epoch = 1;
        private long scan;

        History(long seed) {
            random = new SplittableRandom(seed);
        }

        List<Observation> observations() {
            int steps = 20 + random.nextInt(60);
            for (int i = 0; i < steps; i++) {
                now = now.plus(Duration.ofSeconds(random.nextInt(12) == 0 ? 400 : 20 + random.nextInt(20)));
                scan++;
                switch (random.nextInt(14)) {
                    case 0 -> fail();
                    case 1 -> silence();
                    case 2 -> takeOver();
                    default -> scan();
                }
            }
            return observations;
        }

        private void scan() {
            int index = 0;
            for (int i = 0; i < 4; i++) {
                String id = "vco-" + i;
                if (random.nextInt(3) == 0) {
                    world.put(id, snapshot(id));
                } else if (random.nextInt(40) == 0 && told.containsKey(id)) {
                    world.remove(id);
                    told.remove(id);
                    add(index++, new Observation.Gone(id));
                }
            }
            boolean keyScan = random.nextInt(10) == 0;
            for (Snapshot it : List.copyOf(new TreeMap<>(world).values())) {
                if (keyScan || !Objects.equals(told.put(it.connectionId(), it.contentHash()), it.contentHash())) {
                    told.put(it.connectionId(), it.contentHash());
                    add(index++, it);
                }
            }
            long digest = told.values().stream().mapToLong(Long::longValue).sum();
            add(index, new Observation.ScanCompleted(told.size(), digest));
        }

        private void fail() {
            var failures = Observation.Failure.values();
            add(0, new Observation.ScanFailed(failures[random.nextInt(failures.length)], "Code"));
        }

        private void silence() {
            add(0, new Observation.Silent());
        }

        /** The new owner knows nothing, and tells everything. */
        private void takeOver() {
            epoch += 1 + random.nextInt(1000);
            scan = 1;
            told.keySet().retainAll(world.keySet());
            told.replaceAll((id, hash) -> -1L);
            scan();
        }

        private void add(int index, Observation.Body body) {
            observations.add(new Observation(Scene.TARGET, new Order(epoch, scan, index), now, Scene.POLL, body));
        }

        private Snapshot snapshot(String id) {
            if (id.endsWith("3")) {
                return Seen.dual(id, one(LADDER), one(LADDER));
            }
            return Seen.basic(id)
                    .on("vpn-1", "cgw-" + id)
                    .status(one(LADDER))
                    .bgp(random.nextInt(3) == 0 ? "" : one(SESSION))
                    .health(random.nextInt(3) == 0 ? "" : one(SESSION))
                    .cipher(random.nextInt(10) == 0 ? "aes" : "aes256")
                    .created(random.nextInt(60) == 0 ? now : Scene.START)
                    .snapshot();
        }

        private String one(String[] of) {
            return of[random.nextInt(of.length)];
        }
    }
}
