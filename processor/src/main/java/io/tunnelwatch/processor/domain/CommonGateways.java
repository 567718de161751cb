package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.Rules;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Finds the gateways that connections which went down together have in common. */
final class CommonGateways {
    private final Map<String, SortedSet<String>> gatewaysOf = new TreeMap<>();

    /** The gateways that at least two of the connections share, with these connections. */
    private final TreeMap<String, TreeSet<String>> shared = new TreeMap<>();

    CommonGateways(Collection<ConnectionState> connections) {
        connections.forEach(
                it -> gatewaysOf.put(it.snapshot().connectionId(), it.snapshot().gateways()));
        gatewaysOf.forEach((connection, gateways) -> gateways.forEach(
                it -> shared.computeIfAbsent(it, any -> new TreeSet<>()).add(connection)));
        shared.values().removeIf(it -> it.size() < 2);
    }

    boolean isEmpty() {
        return shared.isEmpty();
    }

    Set<String> gateways() {
        return shared.keySet();
    }

    /** A gateway and its connections that no other cluster explains, as long as nothing of it changes. */
    private record Candidate(String gateway, int size, int others) implements Comparable<Candidate> {
        private static final Comparator<Candidate> TIGHTEST_FIRST = Comparator.comparingInt(
                        (Candidate it) -> -it.size())
                .thenComparingInt(Candidate::others)
                .thenComparing(Candidate::gateway);

        @Override
        public int compareTo(Candidate other) {
            return TIGHTEST_FIRST.compare(this, other);
        }
    }

    /**
     * Calls the action for one cluster after the other, the tightest first: the gateway that most connections share; of
     * several, the one with the fewest other connections. A connection is in one cluster only.
     */
    void forEachCluster(Map<String, Integer> connectionsAtGateway, BiConsumer<String, SortedSet<String>> action) {
        var candidates = new TreeSet<Candidate>();
        shared.keySet().forEach(it -> addIfEnough(candidates, candidate(it, connectionsAtGateway)));
        while (!candidates.isEmpty()) {
            String tightest = candidates.first().gateway();
            var members = new TreeSet<>(connectionsAt(tightest));
            action.accept(tightest, members);
            for (String it : gatewaysOf(members)) {
                candidates.remove(candidate(it, connectionsAtGateway));
                connectionsAt(it).removeAll(members);
                addIfEnough(candidates, candidate(it, connectionsAtGateway));
            }
        }
    }

    private static void addIfEnough(TreeSet<Candidate> candidates, Candidate it) {
        if (it.size() >= enough(it.others())) {
            candidates.add(it);
        }
    }

    private Candidate candidate(String gateway, Map<String, Integer> connectionsAtGateway) {
        return new Candidate(gateway, connectionsAt(gateway).size(), connectionsAtGateway.getOrDefault(gateway, 0));
    }

    private TreeSet<String> connectionsAt(String gateway) {
        return Objects.requireNonNull(shared.get(gateway));
    }

    /** The shared gateways of these connections. */
    private TreeSet<String> gatewaysOf(Collection<String> connections) {
        var gateways = new TreeSet<String>();
        connections.forEach(it -> gateways.addAll(Objects.requireNonNull(gatewaysOf.get(it))));
        gateways.retainAll(shared.keySet());
        return gateways;
    }

    /** Number of connections that make a cluster: several, or both if only two share the gateway. */
    static int enough(int all) {
        return Math.max(2, Math.min(Rules.ENOUGH_FOR_ONE_CAUSE, all));
    }
}
