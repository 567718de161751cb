package io.tunnelwatch.processor.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What the detector may look at of a target's connections. It never writes: changes are in the decision. */
public interface Memory {
    Optional<ConnectionState> connection(String connectionId);

    /** All of the target, by id. Asked for only where all are concerned: when the target is lost from sight and found again. */
    List<ConnectionState> connections();

    /** How many connections of the target hang on each of these gateways. Asked for only when several are down at once. */
    SortedMap<String, Integer> sharing(Set<String> gateways);
}
