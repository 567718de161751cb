package io.tunnelwatch.notify.delivery;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The offsets up to which everything has a result. Notices end in another order than they came, and only what lies before the first
 * open one may be committed.
 */
final class OffsetTracker {
    private final Map<Integer, Long> next = new HashMap<>();
    private final Map<Integer, TreeSet<Long>> open = new HashMap<>();

    /** Begins anew, with the committed offset of each partition. */
    void begin(Map<Integer, Long> committed) {
        next.clear();
        open.clear();
        next.putAll(committed);
    }

    /** Returns whether the record is at or after the committed offset, so that its result is still open. */
    boolean isNew(int partition, long offset) {
        return offset >= next.getOrDefault(partition, 0L);
    }

    void read(int partition, long offset) {
        next.merge(partition, offset + 1, Math::max);
    }

    void open(int partition, long offset) {
        open.computeIfAbsent(partition, it -> new TreeSet<>()).add(offset);
    }

    void close(int partition, long offset) {
        open.getOrDefault(partition, new TreeSet<>()).remove(offset);
    }

    /** The offset to be committed for each partition. */
    Map<Integer, Long> committable() {
        var offsets = new HashMap<Integer, Long>();
        next.forEach((partition, nextOffset) -> {
            var waiting = open.get(partition);
            offsets.put(partition, waiting == null || waiting.isEmpty() ? nextOffset : waiting.first());
        });
        return offsets;
    }
}
