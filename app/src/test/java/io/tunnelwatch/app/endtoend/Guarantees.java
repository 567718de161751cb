package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.endtoend.TopicReader.Decoded;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Properties of the topics that must hold whatever happened to the processes that wrote them. */
public final class Guarantees {
    private Guarantees() {}

    /** Every change between two committed scans became one transition, and nothing else did: {@link ExpectedTransitions} agrees. */
    public static void everyChangeOnce(List<Observation> observations, List<Transition> transitions) {
        everyChangeOnce(observations, transitions, Set.of());
    }

    /** @param leftOut facets that are not compared */
    static void everyChangeOnce(List<Observation> observations, List<Transition> transitions, Set<FacetKind> leftOut) {
        var told = transitions.stream()
                .filter(it -> it.getFacet() != null && it.getFacet() != FacetKind.FRESHNESS)
                .filter(it -> !leftOut.contains(it.getFacet()))
                .map(it -> new ExpectedTransitions.Change(
                        it.getEntity(), it.getFacet().name(), text(it.getFrom()), text(it.getTo()), it.getDetectedAt()))
                .toList();
        assertThat(byFacet(told))
                .isEqualTo(byFacet(ExpectedTransitions.on(observations).stream()
                        .filter(it -> !leftOut.contains(FacetKind.valueOf(it.facet())))
                        .toList()));
        assertThat(transitions.stream().map(Transition::getTransitionId).toList())
                .doesNotHaveDuplicates();
    }

    /** Every change in the cloud between two successive scans was published. Returns the number of such changes. */
    static int nothingMissed(CloudRecord truth, List<Observation> observations, List<Transition> transitions) {
        List<Instant> looks = observations.stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .map(Observation::getObservedAt)
                .toList();
        int changes = 0;
        for (int i = 1; i < looks.size(); i++) {
            Instant earlier = looks.get(i - 1);
            Instant later = looks.get(i);
            var before = truth.settledAt(earlier);
            for (var settled : truth.settledAt(later).entrySet()) {
                String entity = settled.getKey();
                String status = settled.getValue();
                if (before.containsKey(entity) && !status.equals(before.get(entity))) {
                    changes++;
                    assertThat(transitions)
                            .as("%s became %s between %s and %s", entity, status, earlier, later)
                            .anyMatch(it -> it.getEntity().equals(entity)
                                    && it.getFacet() == FacetKind.IPSEC
                                    && it.getDetectedAt().isAfter(earlier)
                                    && !it.getDetectedAt().isAfter(later)
                                    && it.getTo() != null
                                    && it.getTo().getRaw().equals(status));
                }
            }
        }
        return changes;
    }

    /** No transition claims a state that the cloud did not have. */
    static void nothingInvented(CloudRecord truth, List<Transition> transitions) {
        transitions.stream()
                .filter(it -> it.getFacet() == FacetKind.IPSEC && it.getKind() == TransitionKind.FACET_CHANGED)
                .filter(it -> it.getTo() != null && !it.getTo().getRaw().isEmpty())
                .forEach(
                        it -> assertThat(truth.readSo(it.getEntity(), it.getTo().getRaw(), it.getDetectedAt()))
                                .as(
                                        "%s was told to be %s at %s",
                                        it.getEntity(), it.getTo().getRaw(), it.getDetectedAt())
                                .isTrue());
    }

    /**
     * An alert fires, may be updated, then is resolved, and so on: never the same step twice, never a resolve without firing.
     */
    public static void alertsAlternate(List<Decoded<Alert>> alerts) {
        var standing = new HashMap<String, AlertStatus>();
        for (Decoded<Alert> step : alerts) {
            Alert it = step.value();
            AlertStatus before = standing.get(it.getFingerprint());
            assertThat(mayFollow(before, it.getStatus()))
                    .as("%s may follow %s: %s", it.getStatus(), before, it)
                    .isTrue();
            if (it.getStatus() != AlertStatus.FLAP_END) { // which may end the alert or leave it active
                assertThat(it.getActive())
                        .as("whether it stands: %s", it)
                        .isEqualTo(it.getStatus() != AlertStatus.RESOLVED);
            }
            if (it.getActive()) {
                // An update does not change the status: a flapping alert stays flapping.
                standing.merge(it.getFingerprint(), it.getStatus(), (was, is) -> is == AlertStatus.UPDATED ? was : is);
            } else {
                standing.remove(it.getFingerprint());
            }
        }
    }

    /** Whether the status may follow: only an active alert is updated or resolved, and flapping ends only with its end. */
    private static boolean mayFollow(@Nullable AlertStatus before, AlertStatus status) {
        boolean flaps = before == AlertStatus.FLAPPING || before == AlertStatus.DOWN_WHILE_FLAPPING;
        return switch (status) {
            case FIRING -> before == null;
            case UPDATED -> before != null;
            case RESOLVED -> before != null && !flaps;
            case FLAPPING ->
                before != AlertStatus.DOWN_WHILE_FLAPPING; // again uninhibited, if it was published as inhibited
            case DOWN_WHILE_FLAPPING -> before == AlertStatus.FLAPPING;
            case FLAP_END -> flaps;
            case UNKNOWN -> false;
        };
    }

    /**
     * For each entity and facet, each interval begins where the previous one ends, and only the last one is open, unless its
     * connection is deleted.
     */
    static void intervalsTile(List<Interval> intervals) {
        var newest = new TreeMap<String, Interval>();
        intervals.forEach(it -> newest.put(it.getIntervalId(), it));
        Map<String, List<Interval>> facets = newest.values().stream()
                .collect(Collectors.groupingBy(
                        it -> it.getEntity() + " " + it.getFacet(), TreeMap::new, Collectors.toList()));
        facets.forEach((facet, spans) -> {
            spans.sort(Comparator.comparing(Interval::getValidFrom)
                    .thenComparing(it -> Objects.requireNonNullElse(it.getValidTo(), Instant.MAX)));
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i - 1).getValidTo())
                        .as(facet)
                        .isEqualTo(spans.get(i).getValidFrom());
            }
            Interval last = spans.get(spans.size() - 1);
            boolean isOver =
                    last.getCloseReason() == CloseReason.DELETED || last.getCloseReason() == CloseReason.RETIRED;
            assertThat(last.getValidTo() == null)
                    .as("%s is open, or gone", facet)
                    .isNotEqualTo(isOver);
        });
    }

    private static TreeMap<String, List<ExpectedTransitions.Change>> byFacet(List<ExpectedTransitions.Change> changes) {
        return changes.stream()
                .collect(Collectors.groupingBy(
                        it -> it.entity() + " " + it.facet(), TreeMap::new, Collectors.toCollection(ArrayList::new)))
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private static @Nullable String text(@Nullable FacetValue value) {
        return value == null ? null : value.getState() + "/" + value.getReason();
    }
}
