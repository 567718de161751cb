package io.tunnelwatch.processor.domain;

import java.util.Collection;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An alert that speaks for many connections.
 *
 * @param members connections that took part since it began
 * @param bad those of them that still are bad
 * @param enough how many it took
 */
public record GroupState(Alert alert, SortedSet<String> members, SortedSet<String> bad, int enough) {
    static final GroupState NONE = new GroupState(Alert.NEW, new TreeSet<>(), new TreeSet<>(), 0);

    public GroupState {
        members = Frozen.set(members);
        bad = Frozen.set(bad);
    }

    /** Whether it is suspected or stands: then whoever goes down beside its members joins them. */
    boolean isOpen() {
        return !(alert.state() instanceof AlertState.Quiet);
    }

    /** Once it stands, two that are still bad are enough to keep it; a single one speaks for itself. */
    boolean isBad() {
        return bad.size() >= (alert.state().standing() == null ? enough : Math.min(enough, 2));
    }

    /** Who speaks for nobody any more has no members. */
    GroupState tidied() {
        return isOpen() ? this : new GroupState(alert, new TreeSet<>(), new TreeSet<>(), 0);
    }

    GroupState with(Alert next) {
        return new GroupState(next, members, bad, enough);
    }

    /** With what was found of some connections, whether they are bad; it concerns the members among them. */
    GroupState marked(Map<String, Boolean> found) {
        var marked = new TreeSet<>(bad);
        found.forEach((connection, isBad) -> {
            if (isBad && members.contains(connection)) {
                marked.add(connection);
            } else {
                marked.remove(connection);
            }
        });
        return marked.equals(bad) ? this : new GroupState(alert, members, marked, enough);
    }

    /** They are bad, and take part from now on. */
    GroupState joinedBy(Collection<String> connections) {
        if (bad.containsAll(connections)) {
            return this;
        }
        var more = new TreeSet<>(members);
        more.addAll(connections);
        var worse = new TreeSet<>(bad);
        worse.addAll(connections);
        return new GroupState(alert, more, worse, enough);
    }
}
