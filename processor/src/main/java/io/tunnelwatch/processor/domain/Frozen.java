package io.tunnelwatch.processor.domain;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sorted collections that do not change. What is frozen already is not copied again: most states differ from the one before
 * them in a time only. A view on something that changes would pass for frozen; nothing here hands one out.
 */
final class Frozen {
    private static final Class<?> MAP =
            Collections.unmodifiableSortedMap(new TreeMap<>()).getClass();
    private static final Class<?> SET =
            Collections.unmodifiableSortedSet(new TreeSet<>()).getClass();

    private Frozen() {}

    static <K, V> SortedMap<K, V> map(SortedMap<K, V> from) {
        return from.getClass().equals(MAP) ? from : Collections.unmodifiableSortedMap(new TreeMap<>(from));
    }

    static <T> SortedSet<T> set(SortedSet<T> from) {
        return from.getClass().equals(SET) ? from : Collections.unmodifiableSortedSet(new TreeSet<>(from));
    }
}
