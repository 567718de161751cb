package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;

/**
 * A value that changes at given instants, once or repeated for ever. Nothing is reset when the timeline repeats: a value stays
 * until an event changes it, so the first cycle and the later ones can differ before their first event.
 *
 * @param at ascending, all smaller than {@code repeat} where there is one
 * @param first the value from each instant on, in the first cycle
 * @param later the same, in every later cycle
 * @param repeat 0 for never
 */
record StepFunction<T>(T initial, List<Long> at, List<T> first, List<T> later, long repeat) {
    StepFunction {
        at = List.copyOf(at);
        first = List.copyOf(first);
        later = List.copyOf(later);
    }

    static <T> StepFunction<T> constant(T value) {
        return new StepFunction<>(value, List.of(), List.of(), List.of(), 0);
    }

    /** Computes each value from the one before and an event. Applying an event twice must give the same as applying it once. */
    static <T, E> StepFunction<T> fold(T initial, List<TimedEvent<E>> events, BiFunction<T, E, T> apply, long repeat) {
        if (events.isEmpty()) {
            return constant(initial);
        }
        var sorted = events.stream().sorted(TimedEvent.ORDER).toList();
        var first = run(initial, sorted, apply);
        var later = run(first.get(first.size() - 1), sorted, apply);
        return new StepFunction<>(
                initial, sorted.stream().map(TimedEvent::millis).toList(), first, later, repeat);
    }

    private static <T, E> List<T> run(T initial, List<TimedEvent<E>> events, BiFunction<T, E, T> apply) {
        var values = new ArrayList<T>(events.size());
        T value = initial;
        for (TimedEvent<E> event : events) {
            value = apply.apply(value, event.what());
            values.add(value);
        }
        return values;
    }

    T value(long millis) {
        if (at.isEmpty()) {
            return initial;
        }
        long cycle = repeat == 0 ? 0 : millis / repeat;
        int last = lastNotAfter(repeat == 0 ? millis : millis % repeat);
        if (last >= 0) {
            return (cycle == 0 ? first : later).get(last);
        }
        return cycle == 0 ? initial : (cycle == 1 ? first : later).get(at.size() - 1);
    }

    /** The number of events until then. */
    long count(long millis) {
        long cycle = repeat == 0 ? 0 : millis / repeat;
        return cycle * at.size() + lastNotAfter(repeat == 0 ? millis : millis % repeat) + 1;
    }

    /** Finds the instants in (from, until] at which the value may change. */
    void edges(long from, long until, LongConsumer each) {
        if (at.isEmpty()) {
            return;
        }
        for (long start = repeat == 0 ? 0 : from / repeat * repeat; start <= until; start += repeat) {
            for (long offset : at) {
                if (start + offset > from && start + offset <= until) {
                    each.accept(start + offset);
                }
            }
            if (repeat == 0) {
                return;
            }
        }
    }

    boolean isConstant() {
        return at.isEmpty();
    }

    private int lastNotAfter(long within) {
        // Among equal instants the last line of the file wins.
        int found = upperBound(within);
        return found - 1;
    }

    private int upperBound(long within) {
        int low = 0;
        int high = at.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at.get(middle) <= within) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static StepFunction<String> pulses(String up, String down, long phase, long length, long every) {
        var values = Arrays.asList(down, up);
        return new StepFunction<>(up, List.of(phase, phase + length), values, values, every);
    }
}
