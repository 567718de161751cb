package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.Transition.Kind;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Facets;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Applies an observation to one connection: publishes every difference, and moves its alerts. */
final class ConnectionSheet {
    private final Sheet sheet;
    private final Moment moment;
    private final AlertSheet alerts;

    ConnectionSheet(Sheet sheet, AlertSheet alerts) {
        this.sheet = sheet;
        this.moment = sheet.moment();
        this.alerts = alerts;
    }

    /** Takes in a new connection. Before the first complete scan it is part of the baseline; after one, it was created. */
    void greet(Snapshot snapshot) {
        if (moment.lastComplete() != null) {
            sheet.find(Verdict.CONNECTION_CREATED, snapshot.connectionId());
            tell(Kind.CONNECTION_CREATED, snapshot, List.of());
        }
        sheet.find(Verdict.FIRST_SIGHT, snapshot.connectionId());
        var unborn = new ConnectionState(snapshot, moment.now(), new TreeMap<>(), new TreeMap<>(), Clues.NONE);
        become(unborn, snapshot, Facets.read(snapshot), moment.now());
    }

    void compare(ConnectionState known, Snapshot snapshot) {
        var changes = known.snapshot().configuration().changesTo(snapshot.configuration());
        if (!changes.isEmpty()) {
            sheet.find(Verdict.CONFIGURATION_CHANGED, snapshot.connectionId());
            tell(Kind.CONFIGURATION_CHANGED, snapshot, changes);
        }
        var clues = known.clues().and(changes, moment.now()).and(lifecycle(known.snapshot(), snapshot), moment.now());
        become(known.with(clues), snapshot, Facets.read(snapshot), moment.now());
    }

    /** A lifecycle change is not configuration, but evidence. */
    private static List<Change> lifecycle(Snapshot before, Snapshot after) {
        String was = before.context().lifecycle();
        String is = after.context().lifecycle();
        return was.equals(is) ? List.of() : List.of(new Change("lifecycle", was, is));
    }

    void loseFromSight(ConnectionState connection) {
        var unseen = new TreeMap<FacetId, Reading>();
        connection.facets().keySet().forEach(facet -> unseen.put(facet, Reading.OUT_OF_SIGHT));
        become(connection, connection.snapshot(), unseen, moment.seenAt(connection));
    }

    void seeAgain(ConnectionState connection) {
        if (connection.isOutOfSight()) {
            sheet.find(Verdict.SEEN_AGAIN, connection.snapshot().connectionId());
            become(connection, connection.snapshot(), Facets.read(connection.snapshot()), moment.now());
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
        known.facets().forEach((facet, value) -> tell(ofFacets, known, facet, value, null));
        tell(ofConnection, known.snapshot(), List.of());
        known.alerts().forEach((key, alert) -> alerts.end(known, key, alert, why));
        sheet.find(why, id);
        sheet.remove(id);
    }

    /** Moves a connection to its new readings. */
    private void become(
            ConnectionState before, Snapshot snapshot, SortedMap<FacetId, Reading> readings, Instant since) {
        before.facets().forEach((facet, value) -> {
            if (!readings.containsKey(facet)) {
                tell(Kind.FACET_ENDED, before, facet, value, null);
            }
        });
        var facets = new TreeMap<FacetId, FacetValue>();
        readings.forEach((facet, reading) -> facets.put(facet, becomes(before, facet, reading, since)));
        Instant seenAt = moment.now().equals(since) ? moment.now() : before.seenAt();
        var after = new ConnectionState(snapshot, seenAt, facets, before.alerts(), before.clues());
        alerts.look(before, after);
    }

    private FacetValue becomes(ConnectionState before, FacetId facet, Reading reading, Instant since) {
        FacetValue known = before.facets().get(facet);
        if (known != null && !reading.differsFrom(known.reading())) {
            return known;
        }
        var becomes = new FacetValue(reading, since);
        tell(known == null ? Kind.FIRST_SEEN : Kind.FACET_CHANGED, before, facet, known, becomes);
        return becomes;
    }

    private void tell(
            Kind kind, ConnectionState connection, FacetId facet, @Nullable FacetValue from, @Nullable FacetValue to) {
        String becomes = to == null ? "" : to.reason().name();
        sheet.find(Verdict.FACET_CHANGED, facet.entity());
        sheet.tell(new Transition(
                kind,
                Ids.transition(moment.target(), kind, facet.toString(), becomes, moment.order()),
                moment.target(),
                moment.order(),
                connection.snapshot().connectionId(),
                facet,
                from,
                to,
                from == null ? moment.now() : moment.seenAt(connection),
                moment.now(),
                connection.snapshot().context(),
                List.of()));
    }

    private void tell(Kind kind, Snapshot snapshot, List<Change> changes) {
        sheet.tell(new Transition(
                kind,
                Ids.transition(moment.target(), kind, snapshot.connectionId(), "", moment.order()),
                moment.target(),
                moment.order(),
                snapshot.connectionId(),
                null,
                null,
                null,
                moment.seenBefore(),
                moment.now(),
                snapshot.context(),
                changes));
    }
}
