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
 * The history of one facet, as a pen that only moves on: what is open, and how much of the hour it stands in lies behind it.
 *
 * <p>Hours are told twice over: when the target's clock has passed them, and when a transition passes them that came before the
 * clock did. A transition that comes after the clock corrects what was told too early. Whichever comes first, the last word
 * on an hour is the same.
 */
final class FacetLine {
    private static final Comparator<Order> ORDER = Comparator.comparingLong(Order::getEpoch)
            .thenComparingLong(Order::getScan)
            .thenComparingInt(Order::getIndex);

    private static final long KEPT_WHEN_OVER = 24 * HOUR;

    /** As long as hours are kept. A clock that leaps by a century must not be followed hour by hour. */
    private static final long MOST_AT_ONCE =
            Topics.AVAILABILITY.retention().orElseThrow().toMillis();

    private final long struck;
    private final List<Interval> intervals = new ArrayList<>();
    private final TreeMap<Long, Optional<HourSums>> hours = new TreeMap<>();
    private @Nullable Span open;
    private @Nullable Order order;
    private HourSums begun;
    private long settled;

    /**
     * A facet as it was left.
     *
     * @param struck the hours before this have been told, by the clock of the target
     */
    FacetLine(@Nullable Span open, @Nullable Order order, HourSums begun, long settled, long struck) {
        this.open = open;
        this.order = order;
        this.begun = begun;
        this.settled = settled;
        this.struck = struck;
    }

    /** Of a facet that was not known before. */
    static FacetLine fresh(long struck) {
        return new FacetLine(null, null, HourSums.none(Long.MIN_VALUE), Long.MIN_VALUE, struck);
    }

    /** Takes a transition in, unless it was taken in before; says whether it was not. */
    boolean take(Transition it) {
        int compared = order == null ? 1 : ORDER.compare(it.getOrder(), order);
        FacetValue from = it.getFrom();
        boolean follows = open == null ? from == null : open.isOf(it, from);
        if (compared < 0 || (compared == 0 && !follows)) {
            return false;
        }
        if (!follows && from != null) {
            // What led here is lost: transitions were dropped, or the memory of this facet. What it says of itself
            // fills the
            // hole.
            turn(it, from, from.getSince(), CloseReason.UNKNOWN);
        }
        FacetValue to = it.getTo();
        boolean isHole = !follows && from == null;
        turn(it, to, to == null ? it.getDetectedAt() : to.getSince(), isHole ? CloseReason.UNKNOWN : closeReason(it));
        if (from != null && to != null) {
            begun = begun.withTransition();
        }
        correct();
        if (it.getKind() == TransitionKind.RETIRED) {
            tellTheHourInWhichItEnded();
        }
        order = it.getOrder();
        return true;
    }

    private void turn(Transition it, @Nullable FacetValue to, Instant when, CloseReason reason) {
        long at = Math.max(when.toEpochMilli(), open == null ? begun.hour() : open.from());
        settle(at);
        if (open != null) {
            intervals.add(open.closed(at, reason));
        }
        open = to == null ? null : Span.begun(it, to, Instant.ofEpochMilli(at));
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

    /** Moves the pen. The hours that it leaves behind are told, and it begins the one it comes to. */
    private void settle(long at) {
        long hour = hourOf(at);
        tellBetween(struck, hour);
        HourSums before = hour == begun.hour() ? begun : HourSums.none(hour);
        begun = open == null ? before : before.with(open.state(), open.from(), at);
        settled = Math.max(settled, hour);
    }

    /** Tells the hours that the target's clock has passed. */
    void strike(long now) {
        tellBetween(struck, now);
    }

    private void tellBetween(long from, long end) {
        // After the end of an entity there is nothing to tell but the hour in which it ended.
        long last = open == null ? Math.min(end, begun.hour() + HOUR) : end;
        long first = Math.max(Math.max(from, settled), Math.max(begun.hour(), hourOf(last - MOST_AT_ONCE)));
        for (long hour = first; hour < last; hour += HOUR) {
            HourSums sums = sums(hour);
            if (open != null || sums.known() > 0) {
                hours.put(hour, Optional.of(sums));
            }
        }
    }

    /** The clock struck before the transition came: what was told of the hours from here on was told too early. */
    private void correct() {
        for (long hour = Math.max(begun.hour(), hourOf(struck - MOST_AT_ONCE)); hour < struck; hour += HOUR) {
            HourSums sums = sums(hour);
            hours.put(hour, open != null || sums.known() > 0 ? Optional.of(sums) : Optional.empty());
        }
    }

    /** The clock of a target that nobody watches does not strike any more. */
    private void tellTheHourInWhichItEnded() {
        HourSums sums = sums(begun.hour());
        if (sums.known() > 0) {
            hours.put(begun.hour(), Optional.of(sums));
        }
    }

    private HourSums sums(long hour) {
        HourSums before = hour == begun.hour() ? begun : HourSums.none(hour);
        return open == null ? before : before.with(open.state(), open.from(), Long.MAX_VALUE);
    }

    /** Intervals to tell, in order; one may be there twice, opened and then closed. */
    List<Interval> intervals() {
        return intervals;
    }

    /** Hours to tell; an empty one takes back what was told. */
    TreeMap<Long, Optional<HourSums>> hours() {
        return hours;
    }

    @Nullable
    Span open() {
        return open;
    }

    Order order() {
        return order == null ? new Order(0L, 0L, 0) : order;
    }

    HourSums begun() {
        return begun;
    }

    long settled() {
        return settled;
    }

    /** Whether it ended so long ago that nothing of the hour in which it ended is still on its way. */
    boolean isOver(long now) {
        return open == null && begun.hour() + KEPT_WHEN_OVER < now;
    }
}
