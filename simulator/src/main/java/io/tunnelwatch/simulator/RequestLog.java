package io.tunnelwatch.simulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;

/** Counts the requests and keeps what was shown, in bounded memory. */
final class RequestLog {
    /** Two targets, each polled every two seconds, for 27 hours. */
    private static final int KEPT = 100_000;

    private final Map<Kind, LongAdder> counters = new ConcurrentHashMap<>();
    private final Deque<Sighting> sightings = new ArrayDeque<>();
    private long number;

    /**
     * @param account empty when the caller is not known; the same for region and action
     * @param outcome OK, the code of the refusal, or the transport fault
     */
    record Kind(String account, String region, String action, String outcome) implements Comparable<Kind> {
        @Override
        public int compareTo(Kind other) {
            return toString().compareTo(other.toString());
        }
    }

    void count(Kind kind) {
        counters.computeIfAbsent(kind, it -> new LongAdder()).increment();
    }

    Map<Kind, Long> counts() {
        var counts = new TreeMap<Kind, Long>();
        counters.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    /** Keeps a sighting, numbered in the order of arrival. */
    synchronized void seen(LongFunction<Sighting> sighting) {
        sightings.addLast(sighting.apply(++number));
        if (sightings.size() > KEPT) {
            sightings.removeFirst();
        }
    }

    synchronized List<Sighting> sightings() {
        return List.copyOf(sightings);
    }
}
