package io.tunnelwatch.app.running;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;

/**
 * Notices topics that were deleted, by comparing each answer about a cluster's topics with the earlier ones. For one thread.
 */
final class SeenTopics {
    private final Map<String, Uuid> seen = new HashMap<>();
    private Set<String> missingBefore = Set.of();

    /**
     * Forgets topics that are no longer needed: under the name of one that a program has deleted itself, a new one may come.
     */
    void forgetAllBut(Set<String> needed) {
        seen.keySet().retainAll(needed);
    }

    /**
     * Compares an answer with the earlier ones. A topic is deleted if it was seen and is missing in two answers in a row, since a
     * broker that has just started may not know all of them yet, or if its name belongs to a new topic.
     *
     * @param needed names of the topics to look for
     * @param there ids of the topics that exist, by name
     * @return names of those that were deleted
     */
    Set<String> deleted(Set<String> needed, Map<String, Uuid> there) {
        forgetAllBut(needed);
        var deleted = new TreeSet<String>();
        var missing = new TreeSet<String>();
        for (String name : needed) {
            Uuid now = there.get(name);
            Uuid before = seen.get(name);
            if (now != null && before != null && !now.equals(before)) {
                deleted.add(name);
            } else if (now == null && before != null) {
                missing.add(name);
                if (missingBefore.contains(name)) {
                    deleted.add(name);
                }
            } else if (now != null) {
                seen.put(name, now);
            }
        }
        missingBefore = missing;
        return deleted;
    }
}
