package io.tunnelwatch.sink.history;

import static io.tunnelwatch.sink.history.HourSums.HOUR;
import static io.tunnelwatch.sink.history.HourSums.hourOf;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * History of one facet, as a cursor that only moves forward: the open interval, and the sums of the hour in progress.
 *
 * <p>An hour is complete when either cursor has passed it: that of the hour ticks, or that of the transitions. A transition that
 * arrives after the tick corrects the hours completed too early. The final value of an hour is the same in either order.
 */
final class FacetHistory {
    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);

    private static final long KEPT_WHEN_OVER = 24 * HOUR;

    /** At most the retention of hours. A clock that jumps by a century must not emit every hour in between. */
    private static final long MOST_AT_ONCE =
            Topics.AVAILABILITY.retention().orElseThrow().toMillis();

    private final long completedByTick;
    private final List<Interval> intervals = new ArrayList<>();
    private final TreeMap<Long, Optional<HourSums>> hours = new TreeMap<>();
    private @Nullable OngoingInterval open;
    private @Nullable Order order;
    private HourSums currentHour;
    private long completedByTransition;

    /**
     * Restores a facet from its stored state.
     *
     * @param completedByTransition transitions have completed the hours before this time
     * @param completedByTick hour ticks have completed the hours before this time
     */
    FacetHistory(
            @Nullable OngoingInterval open,
            @Nullable Order order,
            HourSums currentHour,
            long completedByTransition,
            long completedByTick) {
        this.open = open;
        this.order = order;
        this.currentHour = currentHour;
        this.completedByTransition = completedByTransition;
        this.completedByTick = completedByTick;
    }

    /** For a facet that is seen for the first time. */
    static FacetHistory empty(long completedByTick) {
        return new FacetHistory(null, null, HourSums.none(Long.MIN_VALUE), Long.MIN_VALUE, completedByTick);
    }

    /** Applies a transition; returns false if it was applied before. */
    boolean apply(Transition it) {
        int compared = order == null ? 1 : ORDER.compare(it.getOrder(), order);
        FacetValue from = it.getFrom();
        boolean follows = open == null ? from == null : open.isOf(it, from);
        if (compared < 0 || (compared == 0 && !follows)) {
            return false;
        }
        if (!follows && from != null) {
            // The previous state does not match: transitions, or this facet's state, were lost. The transition's own
            // "from" fills the gap.
            closeAndOpen(it, from, from.getSince(), CloseReason.UNKNOWN);
        }
        FacetValue to = it.getTo();
        boolean isHole = !follows && from == null;
        closeAndOpen(
                it,
                to,
                to == null ? it.getDetectedAt() : to.getSince(),
                isHole ? CloseReason.UNKNOWN : closeReason(it));
        if (from != null && to != null) {
            currentHour = currentHour.withTransition();
        }
        correct();
        if (it.getKind() == TransitionKind.RETIRED) {
            completeLastHour();
        }
        order = it.getOrder();
        return true;
    }

    private void closeAndOpen(Transition it, @Nullable FacetValue to, Instant when, CloseReason reason) {
        long at = Math.max(when.toEpochMilli(), open == null ? currentHour.hour() : open.from());
        moveTo(at);
        if (open != null) {
            intervals.add(open.closed(at, reason));
        }
        open = to == null ? null : OngoingInterval.begun(it, to, Instant.ofEpochMilli(at));
        if (open != null) {
            intervals.add(open.interval());
        }
    }

    private static CloseReason closeReason(Transition it) {
        FacetValue to = it.getTo();
        if (it.getKind() == TransitionKind.RETIRED) {
            return CloseReason.RETIRED;
        }
        if (it.getKind() == TransitionKind.FACET_ENDED || to == null) {
            return CloseReason.DELETED;
        }
        return to.getReason() == FacetReason.NOT_SEEN ? CloseReason.GAP : CloseReason.TRANSITION;
    }

    /** Moves on to the hour of that time: completes the hours left behind and begins the new one. */
    private void moveTo(long at) {
        long hour = hourOf(at);
        completeHours(completedByTick, hour);
        HourSums before = hour == currentHour.hour() ? currentHour : HourSums.none(hour);
        currentHour = open == null ? before : before.with(open.state(), open.from(), at);
        completedByTransition = Math.max(completedByTransition, hour);
    }

    /** Adds the hours to be published that the tick has passed. */
    void hourTick(long now) {
        completeHours(completedByTick, now);
    }

    private void completeHours(long from, long end) {
        // After an entity's end only the hour in which it ended is published.
        long last = open == null ? Math.min(end, currentHour.hour() + HOUR) : end;
        long first = Math.max(
                Math.max(from, completedByTransition), Math.max(currentHour.hour(), hourOf(last - MOST_AT_ONCE)));
        for (long hour = first; hour < last; hour += HOUR) {
            HourSums sums = sums(hour);
            if (open != null || sums.known() > 0) {
                hours.put(hour, Optional.of(sums));
            }
        }
    }

    /** The hour tick came before the transition: the hours from here on were published too early, so they are published again. */
    private void correct() {
        for (long hour = Math.max(currentHour.hour(), hourOf(completedByTick - MOST_AT_ONCE));
                hour < completedByTick;
                hour += HOUR) {
            HourSums sums = sums(hour);
            hours.put(hour, open != null || sums.known() > 0 ? Optional.of(sums) : Optional.empty());
        }
    }

    /** A retired target has no more hour ticks, so its last hour is published at once. */
    private void completeLastHour() {
        HourSums sums = sums(currentHour.hour());
        if (sums.known() > 0) {
            hours.put(currentHour.hour(), Optional.of(sums));
        }
    }

    private HourSums sums(long hour) {
        HourSums before = hour == currentHour.hour() ? currentHour : HourSums.none(hour);
        return open == null ? before : before.with(open.state(), open.from(), Long.MAX_VALUE);
    }

    /** Intervals to publish, in order; one may appear twice: opened, then closed. */
    List<Interval> intervals() {
        return intervals;
    }

    /** Hours to publish; an empty value retracts an hour published before. */
    TreeMap<Long, Optional<HourSums>> hours() {
        return hours;
    }

    @Nullable
    OngoingInterval open() {
        return open;
    }

    Order order() {
        return order == null ? new Order(0L, 0L, 0) : order;
    }

    HourSums currentHour() {
        return currentHour;
    }

    long completedByTransition() {
        return completedByTransition;
    }

    /** Returns whether it ended so long ago that nothing can correct its last hour any more. */
    boolean isOver(long now) {
        return open == null && currentHour.hour() + KEPT_WHEN_OVER < now;
    }
}
