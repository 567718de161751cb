package io.tunnelwatch.sink.commands;

import java.util.Map;
import java.util.TreeMap;

/**
 * The sender of a request, once it is known.
 *
 * @param limits tag labels with the values that limit the caller's commands, and all that a customer reads; empty for no
 *     limit
 */
public record Caller(String name, AccessRole role, Map<String, String> limits) {
    /** Name of a request's sender before anything is known of him. */
    public static final String UNKNOWN_NAME = "unknown";

    public Caller {
        limits = Map.copyOf(limits);
    }

    public static Caller of(String name, AccessRole role) {
        return new Caller(name, role, Map.of());
    }

    /** The limits in the order of their names, as they are written. */
    String limitsInWords() {
        return String.join(
                ", ",
                new TreeMap<>(limits)
                        .entrySet().stream()
                                .map(it -> it.getKey() + "=" + it.getValue())
                                .toList());
    }
}
