package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Rules;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the gateway that connections which went down together have in common. */
final class CommonGateway {
    private CommonGateway() {}

    /** The gateway that most of them share; of several, the one with the fewest other connections. */
    static Optional<Map.Entry<String, TreeSet<String>>> tightest(
            SortedMap<String, TreeSet<String>> shared, SortedMap<String, Integer> connectionsAtGateway) {
        return shared.entrySet().stream()
                .filter(it -> it.getValue().size() >= enough(connectionsAtGateway.getOrDefault(it.getKey(), 0)))
                .min(Comparator.comparing((Map.Entry<String, TreeSet<String>> it) ->
                                -it.getValue().size())
                        .thenComparing(it -> connectionsAtGateway.getOrDefault(it.getKey(), 0))
                        .thenComparing(Map.Entry::getKey));
    }

    /** Number of connections that make a cluster: several, or both if only two share the gateway. */
    static int enough(int all) {
        return Math.max(2, Math.min(Rules.ENOUGH_FOR_ONE_CAUSE, all));
    }

    /** The gateways that at least two of them share, with their connections. */
    static TreeMap<String, TreeSet<String>> byGateway(Collection<ConnectionState> connections) {
        var shared = new TreeMap<String, TreeSet<String>>();
        connections.forEach(it -> it.snapshot().gateways().forEach(gateway -> shared.computeIfAbsent(
                        gateway, any -> new TreeSet<>())
                .add(it.snapshot().connectionId())));
        shared.values().removeIf(it -> it.size() < 2);
        return shared;
    }

    /** Removes connections whose cause has been found. */
    static void removeExplained(SortedMap<String, TreeSet<String>> shared, SortedSet<String> explained) {
        var found = new TreeSet<>(explained);
        shared.values().forEach(it -> it.removeAll(found));
        shared.values().removeIf(it -> it.size() < 2);
    }
}
