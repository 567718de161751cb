package io.tunnelwatch.sink.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An interval without whose it is.
 *
 * @param to null while it is open
 * @param notBefore the change that began it lies after this
 */
public record Stretch(Look look, Instant from, @Nullable Instant to, Instant notBefore) {}
