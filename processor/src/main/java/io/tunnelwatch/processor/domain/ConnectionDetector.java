package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Transition.FacetChange;
import io.tunnelwatch.processor.domain.Transition.Kind;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Facets;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Applies an observation to one connection: makes a transition of every difference, and moves its alerts. */
final class ConnectionDetector {
    private final DecisionDraft draft;
    private final DecisionTime time;
    private final ConnectionAlerts alerts;

    ConnectionDetector(DecisionDraft draft, ConnectionAlerts alerts) {
        this.draft = draft;
        this.time = draft.time();
        this.alerts = alerts;
    }

    /** Takes in a new connection. Before the first complete scan it is part of the baseline; after one, it was created. */
    void firstSeen(Snapshot snapshot) {
        if (time.lastCompleteAt() != null) {
            draft.note(Verdict.CONNECTION_CREATED, snapshot.connectionId());
            addTransition(Kind.CONNECTION_CREATED, snapshot, List.of());
        }
        draft.note(Verdict.FIRST_SIGHT, snapshot.connectionId());
        var unborn = new ConnectionState(snapshot, time.now(), new TreeMap<>(), new TreeMap<>(), Evidence.NONE);
        update(unborn, snapshot, Facets.read(snapshot), time.now());
    }

    void compare(ConnectionState known, Snapshot snapshot) {
        var changes = known.snapshot().configuration().changesTo(snapshot.configuration());
        if (!changes.isEmpty()) {
            draft.note(Verdict.CONFIGURATION_CHANGED, snapshot.connectionId());
            addTransition(Kind.CONFIGURATION_CHANGED, snapshot, changes);
        }
        var evidence = known.evidence().and(changes, time.now()).and(lifecycle(known.snapshot(), snapshot), time.now());
        update(known.with(evidence), snapshot, Facets.read(snapshot), time.now());
    }

    /** A lifecycle change is not configuration, but evidence. */
    private static List<Change> lifecycle(Snapshot before, Snapshot after) {
        String was = before.context().lifecycle();
        String is = after.context().lifecycle();
        return was.equals(is) ? List.of() : List.of(new Change("lifecycle", was, is));
    }

    /** Makes what was known unknown. A facet that is not configured has nothing to be seen, and stays as it is. */
    void becomeUnseen(ConnectionState connection) {
        var unseen = new TreeMap<FacetId, Reading>();
        connection
                .facets()
                .forEach((facet, value) -> unseen.put(
                        facet, value.state() == FacetState.NOT_CONFIGURED ? value.reading() : Reading.UNSEEN));
        update(connection, connection.snapshot(), unseen, time.seenAt(connection));
    }

    void seeAgain(ConnectionState connection) {
        if (connection.isUnseen()) {
            draft.note(Verdict.SEEN_AGAIN, connection.snapshot().connectionId());
            update(connection, connection.snapshot(), Facets.read(connection.snapshot()), time.now());
        }
    }

    /**
     * Reads SERVICE of a connection that an earlier version stored without it: a baseline. The complete scan that ends now has
     * seen the connection as it is stored. Its alerts are about other facets, so they do not move.
     */
    void addServiceFacet(ConnectionState connection) {
        var service = new FacetId(connection.snapshot().connectionId(), FacetKind.SERVICE);
        if (!connection.facets().containsKey(service)) {
            var reading =
                    Objects.requireNonNull(Facets.read(connection.snapshot()).get(service));
            draft.put(connection.with(service, updated(connection, service, reading, time.now())));
        }
    }

    void end(ConnectionState known) {
        end(known, Kind.FACET_ENDED, Kind.CONNECTION_DELETED, Verdict.CONNECTION_DELETED);
    }

    /** Retires a connection: it is no longer watched, and not known to be deleted. */
    void retire(ConnectionState known) {
        end(known, Kind.RETIRED, Kind.RETIRED, Verdict.RETIRED);
    }

    private void end(ConnectionState known, Kind ofFacets, Kind ofConnection, Verdict why) {
        String id = known.snapshot().connectionId();
        known.facets()
                .forEach((facet, value) ->
                        addTransition(ofFacets, known, FacetChange.of(facet).from(value)));
        addTransition(ofConnection, known.snapshot(), List.of());
        known.alerts().forEach((key, alert) -> alerts.end(known, key, alert, why));
        draft.note(why, id);
        draft.remove(id);
    }

    /** Moves a connection to its new readings. */
    private void update(
            ConnectionState before, Snapshot snapshot, SortedMap<FacetId, Reading> readings, Instant since) {
        before.facets().forEach((facet, value) -> {
            if (!readings.containsKey(facet)) {
                addTransition(Kind.FACET_ENDED, before, FacetChange.of(facet).from(value));
            }
        });
        var facets = new TreeMap<FacetId, FacetValue>();
        readings.forEach((facet, reading) -> facets.put(facet, updated(before, facet, reading, since)));
        Instant seenAt = time.now().equals(since) ? time.now() : before.seenAt();
        var after = new ConnectionState(snapshot, seenAt, facets, before.alerts(), before.evidence());
        alerts.update(before, after);
    }

    private FacetValue updated(ConnectionState before, FacetId facet, Reading reading, Instant since) {
        FacetValue known = before.facets().get(facet);
        if (known != null && !reading.differsFrom(known.reading())) {
            return known;
        }
        var becomes = new FacetValue(reading, since);
        addTransition(
                known == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED,
                before,
                FacetChange.of(facet).from(known).to(becomes));
        return becomes;
    }

    private void addTransition(Kind kind, ConnectionState connection, FacetChange change) {
        FacetId facet = change.facet();
        FacetValue to = change.to();
        draft.note(Verdict.FACET_CHANGED, facet.entity());
        draft.add(new Transition(
                kind,
                Ids.transition(
                        time.target(),
                        kind,
                        facet.toString(),
                        to == null ? "" : to.reason().name(),
                        time.order()),
                time.cause(),
                Event.Connection.of(connection.snapshot()),
                change,
                change.from() == null ? time.now() : time.seenAt(connection),
                List.of(),
                change.from() != null && connection.isUnseen()));
    }

    private void addTransition(Kind kind, Snapshot snapshot, List<Change> changes) {
        draft.add(new Transition(
                kind,
                Ids.transition(time.target(), kind, snapshot.connectionId(), "", time.order()),
                time.cause(),
                Event.Connection.of(snapshot),
                null,
                time.seenBefore(),
                changes,
                false));
    }
}
