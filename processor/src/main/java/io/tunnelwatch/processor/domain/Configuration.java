package io.tunnelwatch.processor.domain;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is set about a connection rather than measured. A status changes far more often than one of the forty things that are
 * set, so that mostly nobody asks for more than whether they are the same still: they are laid out when somebody does.
 */
public final class Configuration {
    private final LongSupplier print;
    private final Supplier<SortedMap<String, String>> layout;
    private @Nullable Long fingerprint;
    private @Nullable SortedMap<String, String> entries;

    /**
     * One that is laid out when it is needed.
     *
     * @param print two that have the same are the same; the same may have two
     * @param layout by dotted path; a tunnel's under its id
     */
    public Configuration(LongSupplier print, Supplier<SortedMap<String, String>> layout) {
        this.print = print;
        this.layout = layout;
    }

    public static Configuration of(SortedMap<String, String> entries) {
        return new Configuration(() -> print(entries), () -> entries);
    }

    private static long print(SortedMap<String, String> entries) {
        var print = new Fingerprint();
        entries.forEach((path, value) -> print.add(path).add(value));
        return print.value();
    }

    public long fingerprint() {
        if (fingerprint == null) {
            fingerprint = print.getAsLong();
        }
        return fingerprint;
    }

    public SortedMap<String, String> entries() {
        if (entries == null) {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(layout.get()));
        }
        return entries;
    }

    /** What is different in a later one. */
    List<Transition.Change> changesTo(Configuration later) {
        if (fingerprint() == later.fingerprint()) {
            return List.of();
        }
        var paths = new TreeSet<>(entries().keySet());
        paths.addAll(later.entries().keySet());
        return paths.stream()
                .map(it -> new Transition.Change(
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
