package io.tunnelwatch.simulator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A raw value became another.
 *
 * @param from what the API said before; null when it said nothing, or there was no such connection
 * @param to what it says from {@code at} on; null likewise
 */
public record StatusChange(Point point, Instant at, @Nullable String from, @Nullable String to) {}
