package io.tunnelwatch.app.tail;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** Collects entries and passes them on by time. The entries of one time keep their order within a partition. */
final class SortedEntries {
    /** Two hundred megabytes of observations: of a longer past, each so many entries are sorted by themselves. */
    static final int MOST = 20_000;

    private static final Comparator<Placed> BY_TIME =
            Comparator.comparing((Placed it) -> it.entry().at()).thenComparingInt(Placed::partition);

    private final Consumer<Entry> next;
    private final List<Placed> waiting = new ArrayList<>();

    private record Placed(int partition, Entry entry) {}

    SortedEntries(Consumer<Entry> next) {
        this.next = next;
    }

    void add(int partition, Entry entry) {
        waiting.add(new Placed(partition, entry));
        if (waiting.size() >= MOST) {
            flush();
        }
    }

    void flush() {
        waiting.sort(BY_TIME);
        waiting.forEach(it -> next.accept(it.entry()));
        waiting.clear();
    }
}
