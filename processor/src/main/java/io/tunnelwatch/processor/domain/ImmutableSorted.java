package io.tunnelwatch.processor.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Immutable sorted collections. An immutable one is not copied again: most states differ from the previous one in a time only.
 * An unmodifiable view of a mutable collection would pass for immutable; nothing here creates one.
 */
final class ImmutableSorted {
    private static final Class<?> MAP =
            Collections.unmodifiableSortedMap(new TreeMap<>()).getClass();
    private static final Class<?> SET =
            Collections.unmodifiableSortedSet(new TreeSet<>()).getClass();

    private ImmutableSorted() {}

    static <K, V> SortedMap<K, V> map(SortedMap<K, V> from) {
        return from.getClass().equals(MAP) ? from : Collections.unmodifiableSortedMap(new TreeMap<>(from));
    }

    static <T> SortedSet<T> set(SortedSet<T> from) {
        return from.getClass().equals(SET) ? from : Collections.unmodifiableSortedSet(new TreeSet<>(from));
    }
}
