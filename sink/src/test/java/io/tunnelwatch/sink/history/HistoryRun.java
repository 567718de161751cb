package io.tunnelwatch.sink.history;

import io.tunnelwatch.sink.history.Historian.HistoryStep;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** What a reader of the topics holds after everything that was published so far: the newest record of each key. */
final class HistoryRun {
    private History history = Historian.empty("acct", "region", "vco-1");
    private long tickedUntil;
    private final TreeMap<String, Interval> intervals = new TreeMap<>();
    private final TreeMap<String, HourlyAvailability> hours = new TreeMap<>();

    List<Interval> take(Transition it) {
        return tell(Historian.after(history, it, tickedUntil));
    }

    /** The target's clock has passed this many hours since the start. */
    void strike(int hour) {
        long now = TransitionChain.START.toEpochMilli() + hour * HourSums.HOUR;
        if (now > tickedUntil) {
            tell(Historian.hourTick(history, tickedUntil, now));
            tickedUntil = now;
        }
    }

    private List<Interval> tell(HistoryStep step) {
        history = step.next();
        step.intervals().forEach(it -> intervals.put(it.getIntervalId(), it));
        step.hours().forEach(it -> it.value()
                .ifPresentOrElse(value -> hours.put(it.key(), value), () -> hours.remove(it.key())));
        return step.intervals();
    }

    TreeMap<String, HourlyAvailability> hours() {
        return hours;
    }

    History history() {
        return history;
    }

    /** The intervals of one entity, oldest first. */
    List<Interval> intervals(String entity) {
        var list = new ArrayList<>(intervals.values());
        list.removeIf(it -> !it.getEntity().equals(entity));
        list.sort(Comparator.comparing(Interval::getValidFrom)
                .thenComparing(it -> Objects.requireNonNullElse(it.getValidTo(), java.time.Instant.MAX)));
        return list;
    }
}
