package io.tunnelwatch.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change of a raw value.
 *
 * @param from the value before; null if the API gave none, or there was no such connection
 * @param to the value from {@code at} on; null likewise
 */
public record StatusChange(Point point, Instant at, @Nullable String from, @Nullable String to) {}
