package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertState;
import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The detector's state of a group alert: one alert for many connections.
 *
 * @param members connections that took part since it began
 * @param bad members that are still bad
 * @param enough number of bad members that it takes
 */
public record GroupAlertState(AlertState alert, SortedSet<String> members, SortedSet<String> bad, int enough) {
    static final GroupAlertState NONE = new GroupAlertState(AlertState.NEW, new TreeSet<>(), new TreeSet<>(), 0);

    public GroupAlertState {
        members = ImmutableSorted.set(members);
        bad = ImmutableSorted.set(bad);
    }

    /** Returns whether it is pending, firing or clearing: then connections that go down with its members join it. */
    boolean isOpen() {
        return !(alert.phase() instanceof AlertPhase.Quiet);
    }

    /** Returns whether the group is bad. While it fires, two bad members are enough; a single one has its own alert. */
    boolean isBad() {
        return bad.size() >= (alert.phase().firingOrClearing() == null ? enough : Math.min(enough, 2));
    }

    /** A group alert that is quiet has no members. */
    GroupAlertState tidied() {
        return isOpen() ? this : new GroupAlertState(alert, new TreeSet<>(), new TreeSet<>(), 0);
    }

    GroupAlertState with(AlertState next) {
        return new GroupAlertState(next, members, bad, enough);
    }

    /** The group after this scan: {@code found} says of each connection whether it is bad. Others than members are ignored. */
    GroupAlertState marked(Map<String, Boolean> found) {
        var marked = new TreeSet<>(bad);
        // In a large outage there are many groups of few, and each would read all that was found.
        var concerned = members.size() < found.size() ? members : found.keySet();
        for (String connection : concerned) {
            Boolean isBad = found.get(connection);
            if (Boolean.TRUE.equals(isBad) && members.contains(connection)) {
                marked.add(connection);
            } else if (isBad != null) {
                marked.remove(connection);
            }
        }
        return marked.equals(bad) ? this : new GroupAlertState(alert, members, marked, enough);
    }

    /** The group with these connections, which are bad, as further members. */
    GroupAlertState joinedBy(Collection<String> connections) {
        if (bad.containsAll(connections)) {
            return this;
        }
        var more = new TreeSet<>(members);
        more.addAll(connections);
        var worse = new TreeSet<>(bad);
        worse.addAll(connections);
        return new GroupAlertState(alert, more, worse, enough);
    }
}
