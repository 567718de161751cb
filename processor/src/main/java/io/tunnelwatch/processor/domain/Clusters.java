package io.tunnelwatch.processor.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What connections that went down together have in common. */
final class Clusters {
    private Clusters() {}

    /** The gateway that most of them share; of several, the one with the fewest others. */
    static Optional<Map.Entry<String, TreeSet<String>>> tightest(
            SortedMap<String, TreeSet<String>> shared, SortedMap<String, Integer> sharing) {
        return shared.entrySet().stream()
                .filter(it -> it.getValue().size() >= enough(sharing.getOrDefault(it.getKey(), 0)))
                .min(Comparator.comparing((Map.Entry<String, TreeSet<String>> it) ->
                                -it.getValue().size())
                        .thenComparing(it -> sharing.getOrDefault(it.getKey(), 0))
                        .thenComparing(Map.Entry::getKey));
    }

    /** Several, or both if there are but two. */
    static int enough(int all) {
        return Math.max(2, Math.min(Rules.MANY, all));
    }

    /** Gateways that several of them share, and who does. */
    static TreeMap<String, TreeSet<String>> byGateway(Collection<ConnectionState> connections) {
        var shared = new TreeMap<String, TreeSet<String>>();
        connections.forEach(it -> it.snapshot().gateways().forEach(gateway -> shared.computeIfAbsent(
                        gateway, any -> new TreeSet<>())
                .add(it.snapshot().connectionId())));
        shared.values().removeIf(it -> it.size() < 2);
        return shared;
    }

    /** What is left for others, once the cause of these is found. */
    static void without(SortedMap<String, TreeSet<String>> shared, SortedSet<String> explained) {
        var found = new TreeSet<>(explained);
        shared.values().forEach(it -> it.removeAll(found));
        shared.values().removeIf(it -> it.size() < 2);
    }
}
