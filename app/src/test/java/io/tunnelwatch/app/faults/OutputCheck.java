package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.endtoend.Guarantees;
import io.tunnelwatch.app.endtoend.TopicReader;
import io.tunnelwatch.app.endtoend.TopicReader.Decoded;
import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Compares the topics with what they must contain, which the detector alone, and a second opinion, compute from the committed
 * input.
 */
final class OutputCheck {
    private final List<Decoded<Observation>> observations;
    private final List<Decoded<Transition>> transitions;
    private final List<Decoded<Alert>> alerts;
    private final Rehearsal rehearsal;

    private OutputCheck(FaultCluster house) throws Exception {
        var judged = house.judgedUpTo();
        TopicReader topics = house.topics();
        observations = topics.decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .filter(it -> FaultCluster.isJudged(it.raw(), judged))
                .toList();
        transitions = topics.decoded(Topics.TRANSITIONS, Transition.class);
        alerts = topics.decoded(Topics.ALERTS, Alert.class);
        rehearsal = new Rehearsal(ProcessorSettings.of(house.settings()).rules());
    }

    static OutputCheck of(FaultCluster house) throws Exception {
        return new OutputCheck(house);
    }

    /** A record of an output topic, as a reader sees it. */
    private record Output(String topic, String id, String key, SpecificRecord value, long timestamp) {}

    List<Transition> transitions() {
        return transitions.stream().map(Decoded::value).toList();
    }

    /** Compares record by record, in every partition, each target's in its order. */
    Counts compare() {
        var expected = new TreeMap<String, List<Output>>();
        for (Decoded<Observation> it : observations) {
            String target = it.key();
            rehearsal.decide(target, it.value()).decision().events().forEach(event -> {
                Output told = expected(event, it.value().getObservedAt().toEpochMilli());
                int partition = Utils.toPositive(Utils.murmur2(told.key().getBytes(StandardCharsets.UTF_8)))
                        % Topics.TRANSITIONS.partitions();
                expected.computeIfAbsent(place(told.topic(), partition, target), any -> new ArrayList<>())
                        .add(told);
            });
        }
        var actual = new TreeMap<String, List<Output>>();
        transitions.forEach(it -> put(
                actual,
                it,
                new Output(
                        "transition",
                        it.value().getTransitionId(),
                        it.key(),
                        it.value(),
                        it.raw().timestamp()),
                it.value().getAccount() + "/" + it.value().getRegion()));
        alerts.forEach(it -> put(
                actual,
                it,
                new Output(
                        "alert",
                        it.value().getStepId(),
                        it.key(),
                        it.value(),
                        it.raw().timestamp()),
                it.value().getAccount() + "/" + it.value().getRegion()));
        var counts = Counts.of(ids(expected), ids(actual));
        if (counts.isPerfect()) {
            expected.forEach((place, records) -> inOrder(place, records, actual.getOrDefault(place, List.of())));
        }
        return counts;
    }

    private static void inOrder(String place, List<Output> expected, List<Output> actual) {
        for (int i = 0; i < expected.size() && i < actual.size(); i++) {
            assertThat(actual.get(i)).as("record %d of %s", i, place).isEqualTo(expected.get(i));
        }
        assertThat(actual).as(place).hasSameSizeAs(expected);
    }

    /** Ids that are missing, that occur more than once, and that should not exist. */
    record Counts(int told, List<String> missing, List<String> doubled, List<String> invented) {
        static Counts of(List<String> expected, List<String> actual) {
            var missing = new ArrayList<>(new HashSet<>(expected));
            missing.removeAll(new HashSet<>(actual));
            var invented = new ArrayList<>(new HashSet<>(actual));
            invented.removeAll(new HashSet<>(expected));
            var seen = new HashSet<String>();
            return new Counts(
                    actual.size(),
                    missing,
                    actual.stream().filter(it -> !seen.add(it)).toList(),
                    invented);
        }

        boolean isPerfect() {
            return missing.isEmpty() && doubled.isEmpty() && invented.isEmpty();
        }
    }

    /** Asks for a second opinion, from code that shares nothing with the detector. */
    void askForASecondOpinion() {
        var told = transitions().stream().collect(Collectors.groupingBy(it -> it.getAccount() + "/" + it.getRegion()));
        observations.stream()
                .collect(Collectors.groupingBy(Decoded::key))
                .forEach((target, seen) -> Guarantees.everyChangeOnce(
                        seen.stream().map(Decoded::value).toList(), told.getOrDefault(target, List.of())));
        Guarantees.alertsAlternate(alerts);
    }

    /** Committed changes that were not published exactly once, so that a broker or a processor has lost them. */
    List<Region.Change> notToldOnce(List<Region.Change> committed) {
        Map<String, Long> told = transitions().stream()
                .filter(it -> it.getTo() != null && it.getFacet() != FacetKind.SERVICE) // it repeats the status
                .collect(Collectors.groupingBy(
                        it -> it.getEntity() + " " + it.getOrder().getEpoch() + " "
                                + it.getOrder().getScan() + " " + it.getTo().getRaw(),
                        Collectors.counting()));
        return committed.stream()
                .filter(it -> told.getOrDefault(
                                it.entity() + " " + it.order().getEpoch() + " "
                                        + it.order().getScan() + " " + it.status(),
                                0L)
                        != 1)
                .toList();
    }

    private static Output expected(Event event, long timestamp) {
        return event.match(
                it -> new Output("transition", it.id(), key(it), EventCodec.encode(it), timestamp),
                it -> new Output("alert", it.id(), it.fingerprint(), EventCodec.encode(it), timestamp));
    }

    private static String key(Event it) {
        var target = it.cause().target();
        return it.connectionId() == null ? target.toString() : target + "/" + it.connectionId();
    }

    private static void put(Map<String, List<Output>> all, Decoded<?> from, Output told, String target) {
        all.computeIfAbsent(place(told.topic(), from.raw().partition(), target), any -> new ArrayList<>())
                .add(told);
    }

    private static String place(String topic, int partition, String target) {
        return topic + " " + partition + " " + target;
    }

    private static List<String> ids(Map<String, List<Output>> all) {
        return all.values().stream().flatMap(List::stream).map(Output::id).toList();
    }
}
