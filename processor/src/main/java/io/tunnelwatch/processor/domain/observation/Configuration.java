package io.tunnelwatch.processor.domain.observation;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection's configuration, as opposed to its statuses. A status changes far more often than one of the forty configured
 * values, so mostly only equality is checked: the entries are computed when first needed.
 */
public final class Configuration {
    private final LongSupplier hashing;
    private final Supplier<SortedMap<String, String>> entriesSource;
    private @Nullable Long hash;
    private @Nullable SortedMap<String, String> entries;

    /**
     * A configuration whose entries are computed when needed.
     *
     * @param hashing computes the hash; equal configurations may have different hashes, if their entries came in another order
     * @param entriesSource computes the entries by dotted path; a tunnel's path begins with its id
     */
    public Configuration(LongSupplier hashing, Supplier<SortedMap<String, String>> entriesSource) {
        this.hashing = hashing;
        this.entriesSource = entriesSource;
    }

    public static Configuration of(SortedMap<String, String> entries) {
        return new Configuration(() -> hash(entries), () -> entries);
    }

    private static long hash(SortedMap<String, String> entries) {
        var hash = new TextHash();
        entries.forEach((path, value) -> hash.add(path).add(value));
        return hash.value();
    }

    public long hash() {
        if (hash == null) {
            hash = hashing.getAsLong();
        }
        return hash;
    }

    public SortedMap<String, String> entries() {
        if (entries == null) {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entriesSource.get()));
        }
        return entries;
    }

    /** The differences of a later configuration. */
    public List<Change> changesTo(Configuration later) {
        if (hash() == later.hash()) {
            return List.of();
        }
        var paths = new TreeSet<>(entries().keySet());
        paths.addAll(later.entries().keySet());
        return paths.stream()
                .map(it -> new Change(
                        it, entries().getOrDefault(it, ""), later.entries().getOrDefault(it, "")))
                .filter(it -> !it.before().equals(it.after()))
                .toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Configuration it && entries().equals(it.entries());
    }

    @Override
    public int hashCode() {
        return entries().hashCode();
    }

    @Override
    public String toString() {
        return entries().toString();
    }
}
