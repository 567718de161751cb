package io.tunnelwatch.sink.commands;

import java.util.Map;
import java.util.TreeMap;

/**
 * The sender of a request, once it is known.
 *
 * @param limits labels of the tags, with the value each must have, to which the caller's commands are limited, and of a
 *     customer everything; none for no limit
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
