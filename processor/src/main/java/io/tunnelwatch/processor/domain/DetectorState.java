package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.observation.ObservedConnection;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** The detector's read-only view of a target's state. Changes are in the decision. */
public interface DetectorState {
    Optional<ConnectionState> connection(String connectionId);

    /**
     * State of the snapshot's connection. Its configuration is taken from the snapshot if the hashes match, which avoids unpacking
     * the stored one.
     */
    default Optional<ConnectionState> connection(Snapshot seen) {
        return connection(seen.connectionId());
    }

    /** Returns whether the stored connection equals it: nearly always true, and checked for every snapshot. */
    default boolean isUnchanged(ObservedConnection seen) {
        return connection(seen.connectionId())
                .filter(it -> it.snapshot().contentHash() == seen.contentHash())
                .filter(it -> !seen.isSuccessorOfOneCreatedAt(it.snapshot().createdAt()))
                .isPresent();
    }

    /**
     * All connections of the target, by id. Read only if all are concerned: when they become unseen, and are seen again.
     */
    List<ConnectionState> connections();

    /** Connections that await the end of a scan: something is to be decided there. Read only then. */
    SortedSet<String> awaitingScanEnd();

    /** Group alerts. Read only if they may move: each may name thousands of connections. */
    SortedMap<AlertKey, GroupAlertState> groupAlerts();

    /** The number of the target's connections at each of these gateways. Read only if several are down at once. */
    SortedMap<String, Integer> countByGateway(Set<String> gateways);
}
