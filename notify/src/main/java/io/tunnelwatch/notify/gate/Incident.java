package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An alert, and who knows what of it.
 *
 * @param alert its newest step
 * @param told the destinations that know this step, each with the time when they were last told of it
 * @param open the destinations that know it as firing, by this step or an earlier one; they hear of its end
 * @param acknowledgement null unless a person has taken it over
 * @param endedAcknowledgement why it is open again, until somebody is told so; its command is the acknowledgement
 * @param suppressedBy what kept it silent when it was last judged; null if nothing did
 */
public record Incident(
        Alert alert,
        SortedMap<String, Instant> told,
        SortedSet<String> open,
        @Nullable Acknowledgement acknowledgement,
        @Nullable NoticeCause endedAcknowledgement,
        @Nullable NoticeCause suppressedBy) {
    /**
     * How long a resolved alert is remembered: longer than the observations are kept from which a processor without state
     * would repeat its steps.
     */
    static final Duration REMEMBERED = Duration.ofDays(15);

    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);

    public Incident {
        told = Collections.unmodifiableSortedMap(new TreeMap<>(told));
        open = Collections.unmodifiableSortedSet(new TreeSet<>(open));
    }

    static Incident of(Alert alert) {
        return new Incident(alert, new TreeMap<>(), new TreeSet<>(), null, null, null);
    }

    boolean isActive() {
        return alert.getActive();
    }

    /** Returns whether this step was judged before, or a later one was. */
    boolean knows(Alert step) {
        return ORDER.compare(step.getOrder(), alert.getOrder()) <= 0;
    }

    /** The incident after a step, which nobody has been told of yet. */
    Incident step(Alert step) {
        boolean stays = acknowledgement != null && step.getActive() && !acknowledgement.isBrokenBy(step);
        return new Incident(step, new TreeMap<>(), open, stays ? acknowledgement : null, null, suppressedBy);
    }

    Incident acknowledged(Acknowledgement by) {
        return new Incident(alert, told, open, by, null, suppressedBy);
    }

    /** @param why null if nobody is to hear of it */
    Incident openAgain(@Nullable NoticeCause why) {
        return new Incident(alert, new TreeMap<>(), open, null, why, suppressedBy);
    }

    /** Somebody is told of the newest step. */
    Incident told(Collection<String> destinations, Instant at) {
        var knowing = new TreeMap<>(told);
        destinations.forEach(it -> knowing.put(it, at));
        var opened = new TreeSet<>(open);
        opened.addAll(destinations);
        return new Incident(alert, knowing, opened, acknowledgement, null, null);
    }

    /** Everybody who knew it as firing is told that it is over. */
    Incident closed() {
        return new Incident(alert, new TreeMap<>(), new TreeSet<>(), null, null, null);
    }

    Incident suppressedBy(@Nullable NoticeCause by) {
        return new Incident(alert, told, open, acknowledgement, endedAcknowledgement, by);
    }

    boolean isForgettable(Instant now) {
        return !isActive()
                && open.isEmpty()
                && alert.getUpdatedAt().plus(REMEMBERED).isBefore(now);
    }
}
