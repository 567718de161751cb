package io.tunnelwatch.processor.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/** What the detector may look at of a target's connections. It never writes: changes are in the decision. */
public interface Memory {
    Optional<ConnectionState> connection(String connectionId);

    /** The one of this snapshot: what is set about it is there already, unless it was changed. */
    default Optional<ConnectionState> connection(Snapshot seen) {
        return connection(seen.connectionId());
    }

    /** Whether a connection is remembered just as this snapshot has it: nearly always, and asked of every snapshot. */
    default boolean holds(Snapshot snapshot) {
        return connection(snapshot.connectionId())
                .filter(it -> it.snapshot().contentHash() == snapshot.contentHash())
                .filter(it -> !snapshot.isOtherThan(it.snapshot()))
                .isPresent();
    }

    /** All of the target, by id. Asked for only where all are concerned: when the target is lost from sight and found again. */
    List<ConnectionState> connections();

    /** Connections that have something to decide when a scan ends. Asked for only then. */
    SortedSet<String> running();

    /** Alerts that speak for many connections. Asked for only where they may move: each may name thousands. */
    SortedMap<AlertKey, GroupState> groups();

    /** How many connections of the target hang on each of these gateways. Asked for only when several are down at once. */
    SortedMap<String, Integer> sharing(Set<String> gateways);
}
