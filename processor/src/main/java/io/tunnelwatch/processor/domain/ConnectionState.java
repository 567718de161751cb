package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the detector remembers of a connection.
 *
 * @param seenAt when its last own snapshot was taken; the target's complete scans have seen it since
 */
public record ConnectionState(
        Snapshot snapshot, Instant seenAt, SortedMap<FacetId, FacetValue> facets, SortedMap<AlertKey, Alert> alerts) {
    public ConnectionState {
        facets = Collections.unmodifiableSortedMap(new TreeMap<>(facets));
        alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
    }

    ConnectionState with(SortedMap<AlertKey, Alert> changed) {
        return new ConnectionState(snapshot, seenAt, facets, changed);
    }

    /** Whether the next complete scan has something to decide here though nothing changes. */
    boolean isRunning() {
        return alerts.values().stream().anyMatch(Alert::isRunning);
    }

    boolean isOutOfSight() {
        return facets.values().stream().anyMatch(it -> it.reading().isOutOfSight());
    }
}
