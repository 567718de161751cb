package io.tunnelwatch.app.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SortedEntriesTest {
    private final List<Entry> passed = new ArrayList<>();
    private final SortedEntries entries = new SortedEntries(passed::add);

    @Test
    void shouldPassOnByTimeAndKeepTheOrderOfAPartition() {
        entries.add(1, entry(20, "third"));
        entries.add(0, entry(10, "first"));
        entries.add(0, entry(10, "second"));
        entries.add(0, entry(30, "last"));
        assertThat(passed).isEmpty();

        entries.flush();
        entries.flush();

        assertThat(passed).extracting(Entry::what).containsExactly("first", "second", "third", "last");
    }

    @Test
    void shouldNotHoldMoreThanFitsIntoMemory() {
        for (int i = 0; i <= SortedEntries.MOST; i++) {
            entries.add(0, entry(i, "one"));
        }

        assertThat(passed).hasSize(SortedEntries.MOST);
    }

    private static Entry entry(int second, String what) {
        return Entry.of(Instant.ofEpochSecond(second), List.of(), "UP", "", "a/r", what, new Order(1L, 1L, 0));
    }
}
