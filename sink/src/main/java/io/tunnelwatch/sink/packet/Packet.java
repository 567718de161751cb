package io.tunnelwatch.sink.packet;

import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.model.CommandCover;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that the records tell about one incident.
 *
 * @param from beginning of the time around it that is shown
 * @param to end of that time
 * @param lanes the states of each facet in that time
 * @param related the members of the alert, and what shares a gateway with it
 * @param runbook the sections that its steps name
 * @param missing ranges of records that it may lack
 */
record Packet(
        AlertIncident incident,
        Instant from,
        Instant to,
        Bounded<Lane> lanes,
        Bounded<Change> changes,
        Bounded<Related> related,
        Bounded<Alert> steps,
        Bounded<NoticeRecord> notices,
        Bounded<CommandCover> covers,
        Optional<Diagnosis> diagnosis,
        List<RunbookSection> runbook,
        List<Hole> missing) {
    Packet {
        missing = List.copyOf(missing);
        runbook = List.copyOf(runbook);
    }

    /**
     * One facet over time.
     *
     * @param name of the entity: of a connection its name, of a tunnel its number
     * @param intervals clipped: one that lasts beyond the end of the time that is shown is open
     */
    record Lane(String entity, String name, FacetKind facet, Bounded<TimelineInterval> intervals) {}

    /**
     * A change of a connection itself.
     *
     * @param at null if only the alert still tells of it
     * @param order null, likewise
     */
    record Change(
            String connectionId,
            TransitionKind kind,
            @Nullable Instant at,
            @Nullable Instant notBefore,
            Bounded<ConfigurationChange> fields,
            String transitionId,
            @Nullable Order order) {}

    /**
     * A connection that the incident may have to do with.
     *
     * @param shared ids of the gateways that it shares with the alert
     * @param whenFired its state when the alert fired
     * @param atEnd its state at the end of the incident; null if it did not exist any more
     */
    record Related(
            String id,
            String name,
            boolean isMember,
            List<String> shared,
            FacetValue whenFired,
            @Nullable FacetValue atEnd) {
        Related {
            shared = List.copyOf(shared);
        }
    }

    /**
     * The cloud's own diagnosis.
     *
     * @param at time of the step that brought it
     * @param meaning from the runbook; empty for a code that it does not know
     */
    record Diagnosis(String code, Instant at, String meaning) {}

    Alert alert() {
        return incident.last();
    }

    /** The advice of the last step that has one: it is empty once the alert is resolved. */
    String advice() {
        return incident.steps().stream()
                .map(Alert::getAdvice)
                .filter(it -> !it.isEmpty())
                .reduce("", (before, it) -> it);
    }
}
