package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.endtoend.TopicReader.Decoded;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** The story of {@link RandomScenario#busy}, as the topics hold it. */
record PublishedStory(TopicReader topics) {
    /** Changes of facets, of all targets. */
    List<Transition> changes() {
        return values(Topics.TRANSITIONS, Transition.class).stream()
                .filter(it -> it.getKind() == TransitionKind.FACET_CHANGED)
                .toList();
    }

    <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
        return topics.decoded(topic, type).stream().map(Decoded::value).toList();
    }

    /**
     * Checks that nothing is missing, doubled, invented or set aside.
     *
     * @param leftOut facets that are not compared
     * @param regions other targets, which must have been seen
     */
    void judge(Set<FacetKind> leftOut, Collection<String> regions) {
        everyChangeOnce(leftOut);
        Guarantees.alertsAlternate(topics.decoded(Topics.ALERTS, Alert.class));
        Guarantees.intervalsTile(values(Topics.HISTORY, Interval.class));
        var all = values(Topics.TRANSITIONS, Transition.class);
        assertThat(all.stream().map(Transition::getTransitionId)).doesNotHaveDuplicates();
        assertThat(all.stream().filter(it -> it.getConnectionId() != null).map(Transition::getRegion))
                .as("targets that were seen")
                .containsAll(regions);
        assertThat(topics.raw(Topics.DEAD_LETTERS.name())).isEmpty();
    }

    /** Checks every change of the one target to which much happens. */
    void everyChangeOnce(Set<FacetKind> leftOut) {
        Guarantees.everyChangeOnce(observationsOfTarget(), transitionsOfTarget(), leftOut);
    }

    /**
     * Compares the one target to which much happens with the cloud's own record. Returns the number of changes that the record
     * has between successive scans.
     */
    int judgeBeside(CloudRecord truth) {
        // Read first: the watchdog may write a silence meanwhile, whose transitions would be of no observation that was
        // read.
        var told = transitionsOfTarget();
        var observations = new ArrayList<Observation>();
        for (Observation it : observationsOfTarget()) {
            // The processor leaves out what a poller wrote that had lost the target already.
            if (observations.isEmpty()
                    || it.getOrder()
                                    .compareTo(observations
                                            .get(observations.size() - 1)
                                            .getOrder())
                            > 0) {
                observations.add(it);
            }
        }
        var seenAt = observations.stream()
                .collect(Collectors.toMap(Observation::getOrder, Observation::getObservedAt, (first, again) -> first));
        // After a silence, detectedAt may be later than the scan that saw the change.
        var transitions = told.stream()
                .map(it -> Transition.newBuilder(it)
                        .setDetectedAt(Objects.requireNonNull(seenAt.get(it.getOrder()), "a transition of no scan"))
                        .build())
                .toList();
        Guarantees.nothingInvented(truth, transitions);
        return Guarantees.nothingMissed(truth, observations, transitions);
    }

    private List<Observation> observationsOfTarget() {
        return values(Topics.OBSERVATIONS, Observation.class).stream()
                .filter(it -> (it.getAccount() + "/" + it.getRegion()).equals(RandomScenario.TARGET))
                .toList();
    }

    private List<Transition> transitionsOfTarget() {
        return values(Topics.TRANSITIONS, Transition.class).stream()
                .filter(it -> (it.getAccount() + "/" + it.getRegion()).equals(RandomScenario.TARGET))
                .toList();
    }
}
