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
    private final LongSupplier print;
    private final Supplier<SortedMap<String, String>> layout;
    private @Nullable Long hash;
    private @Nullable SortedMap<String, String> entries;

    /**
     * A configuration whose entries are computed when needed.
     *
     * @param print computes the fingerprint; equal fingerprints mean equal configurations, but not the reverse
     * @param layout computes the entries by dotted path; a tunnel's path begins with its id
     */
    public Configuration(LongSupplier print, Supplier<SortedMap<String, String>> layout) {
        this.print = print;
        this.layout = layout;
    }

    public static Configuration of(SortedMap<String, String> entries) {
        return new Configuration(() -> print(entries), () -> entries);
    }

    private static long print(SortedMap<String, String> entries) {
        var print = new TextHash();
        entries.forEach((path, value) -> print.add(path).add(value));
        return print.value();
    }

    public long hash() {
        if (hash == null) {
            hash = print.getAsLong();
        }
        return hash;
    }

    public SortedMap<String, String> entries() {
        if (entries == null) {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(layout.get()));
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
