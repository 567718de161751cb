package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Facets;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Observes the detector's input and output, and fails on a violation. */
interface Guarantee {
    void sees(Observation observation, List<Event> events);

    /** All guarantees, for a history that is judged by these rules. */
    static List<Guarantee> all(Rules rules) {
        return List.of(
                new EveryIdOnce(),
                new ChangesChain(),
                new NothingInvented(),
                new AlertsAlternate(),
                new EveryPageTakenBack(),
                new SilentOnlyUnderSomeoneWhoSpoke(),
                new NothingStandsOfTheRetired(),
                new NoSustainedOutageHidden(rules));
    }

    private static List<AlertStep> steps(List<Event> events) {
        return events.stream()
                .filter(AlertStep.class::isInstance)
                .map(AlertStep.class::cast)
                .toList();
    }

    private static List<Transition> facets(List<Event> events) {
        return events.stream()
                .filter(Transition.class::isInstance)
                .map(Transition.class::cast)
                .filter(it -> it.facet() != null)
                .toList();
    }

    /** No two events have the same id. */
    final class EveryIdOnce implements Guarantee {
        private final TreeSet<String> ids = new TreeSet<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            for (Event event : events) {
                String id = event.id();
                assertThat(ids.add(id)).as("new: %s", event).isTrue();
            }
        }
    }

    /** Each change starts from the value where the previous one ended: intervals tile. */
    final class ChangesChain implements Guarantee {
        private final TreeMap<FacetId, FacetValue> standing = new TreeMap<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            for (Transition it : facets(events)) {
                FacetId facet = java.util.Objects.requireNonNull(it.facet());
                FacetValue to = it.to();
                assertThat(it.from()).as("before %s", it).isEqualTo(standing.get(facet));
                assertThat(it.notBefore())
                        .as("%s", it)
                        .isBeforeOrEqualTo(it.cause().at());
                if (to == null) {
                    standing.remove(facet);
                } else {
                    FacetValue from = standing.put(facet, to);
                    assertThat(from == null || to.reading().differsFrom(from.reading()))
                            .as("a change: %s", it)
                            .isTrue();
                    assertThat(from == null || !to.since().isBefore(from.since()))
                            .as("time: %s", it)
                            .isTrue();
                }
            }
        }
    }

    /** A facet becomes only what was read of it, or unknown because it cannot be seen. */
    final class NothingInvented implements Guarantee {
        private final TreeMap<String, TreeSet<String>> read = new TreeMap<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            if (observation.body() instanceof Snapshot it) {
                Facets.read(it)
                        .forEach((facet, reading) -> read.computeIfAbsent(facet.toString(), any -> new TreeSet<>())
                                .add(reading.state() + " " + reading.reason()));
            }
            for (Transition it : facets(events)) {
                if (it.to() != null
                        && it.connectionId() != null
                        && !it.to().reading().isUnseen()) {
                    assertThat(read.getOrDefault(String.valueOf(it.facet()), new TreeSet<>()))
                            .as("read at some time: %s", it)
                            .contains(it.to().state() + " " + it.to().reason());
                }
            }
        }
    }

    /**
     * An alert fires once, ends once, and is updated only in between. One that flaps ends with its flapping, which is published
     * once, or once more without an inhibitor if it was first published with one.
     */
    final class AlertsAlternate implements Guarantee {
        private final TreeSet<String> standing = new TreeSet<>();
        private final TreeSet<String> flapping = new TreeSet<>();
        private final TreeSet<String> whispered = new TreeSet<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            for (AlertStep it : steps(events)) {
                boolean stood = standing.contains(it.fingerprint());
                boolean flapped = flapping.contains(it.fingerprint());
                boolean legal =
                        switch (it.status()) {
                            case FIRING -> !stood && !flapped && it.active();
                            case UPDATED -> stood && !flapped && it.active();
                            case RESOLVED -> stood && !flapped && !it.active();
                            case FLAPPING -> (!flapped || whispered.contains(it.fingerprint())) && it.active();
                            case DOWN_WHILE_FLAPPING -> flapped && it.active();
                            case FLAP_END -> flapped;
                        };
                assertThat(legal)
                        .as("stood %s, flapped %s: %s", stood, flapped, it)
                        .isTrue();
                set(standing, it, it.active());
                set(whispered, it, it.published().inhibitedBy() != null);
                set(
                        flapping,
                        it,
                        switch (it.status()) {
                            case FLAPPING, DOWN_WHILE_FLAPPING -> true;
                            case FIRING, UPDATED, RESOLVED, FLAP_END -> false;
                        });
            }
        }

        private static void set(TreeSet<String> of, AlertStep it, boolean in) {
            if (in) {
                of.add(it.fingerprint());
            } else {
                of.remove(it.fingerprint());
            }
        }
    }

    /**
     * An alert published without an inhibitor is resolved without one; an alert published only as inhibited is resolved as
     * inhibited.
     */
    final class EveryPageTakenBack implements Guarantee {
        private final TreeSet<String> aloud = new TreeSet<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            for (AlertStep it : steps(events)) {
                if (it.active() && it.published().inhibitedBy() == null) {
                    aloud.add(it.fingerprint());
                } else if (!it.active()) {
                    assertThat(aloud.remove(it.fingerprint()))
                            .as("%s", it)
                            .isEqualTo(it.published().inhibitedBy() == null);
                }
            }
        }
    }

    /** After a target is retired, no alert of it is active and none of its facets has a value. */
    final class NothingStandsOfTheRetired implements Guarantee {
        private final TreeSet<String> standing = new TreeSet<>();
        private @Nullable Order last;

        @Override
        public void sees(Observation observation, List<Event> events) {
            steps(events).forEach(it -> set("alert " + it.key(), it.active()));
            facets(events).forEach(it -> set("facet " + it.facet(), it.to() != null));
            boolean late = last != null && !observation.order().isPast(last);
            last = late ? last : observation.order();
            if (!late && observation.body() instanceof Observation.Retired) {
                assertThat(standing).as("after %s", observation).isEmpty();
            }
        }

        private void set(String what, boolean stands) {
            if (stands) {
                standing.add(what);
            } else {
                standing.remove(what);
            }
        }
    }

    /** An inhibitor has been published itself, and is not the alert that it inhibits. */
    final class SilentOnlyUnderSomeoneWhoSpoke implements Guarantee {
        private final TreeMap<String, @Nullable Instant> known = new TreeMap<>();

        @Override
        public void sees(Observation observation, List<Event> events) {
            for (AlertStep it : steps(events)) {
                known.put(it.fingerprint(), it.active() ? null : it.cause().at());
                if (it.published().inhibitedBy() != null) {
                    assertThat(known).as("%s", it).containsKey(it.published().inhibitedBy());
                    assertThat(it.published().inhibitedBy()).as("%s", it).isNotEqualTo(it.fingerprint());
                }
            }
        }
    }
}
