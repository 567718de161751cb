package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The detector's state of a connection.
 *
 * @param seenAt time of its last own snapshot; complete scans of the target have seen it since
 */
public record ConnectionState(
        Snapshot snapshot,
        Instant seenAt,
        SortedMap<FacetId, FacetValue> facets,
        SortedMap<AlertKey, AlertState> alerts,
        Evidence evidence) {
    public ConnectionState {
        facets = ImmutableSorted.map(facets);
        alerts = ImmutableSorted.map(alerts);
    }

    ConnectionState with(SortedMap<AlertKey, AlertState> changed) {
        return new ConnectionState(snapshot, seenAt, facets, changed, evidence);
    }

    ConnectionState with(FacetId facet, FacetValue value) {
        var more = new TreeMap<>(facets);
        more.put(facet, value);
        return new ConnectionState(snapshot, seenAt, more, alerts, evidence);
    }

    ConnectionState with(Evidence more) {
        return new ConnectionState(snapshot, seenAt, facets, alerts, more);
    }

    /** Returns whether the end of the next complete scan has something to decide here, even if nothing changes. */
    boolean awaitsScanEnd(Instant now) {
        return alerts.entrySet().stream()
                .anyMatch(it -> it.getValue().awaitsScanEnd() || isYoung(it.getKey(), it.getValue(), now));
    }

    /** Returns whether another connection of the same gateway may still go down together with this one. */
    private static boolean isYoung(AlertKey key, AlertState alert, Instant now) {
        Instant since = alert.badSince();
        return key.rule() == AlertRule.ConnectionDown
                && since != null
                && !since.plus(Rules.SAME_CAUSE_WITHIN).isBefore(now);
    }

    boolean isUnseen() {
        return facets.values().stream().anyMatch(it -> it.reading().isUnseen());
    }
}
