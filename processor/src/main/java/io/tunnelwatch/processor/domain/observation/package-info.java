/**
 * Things seen: a target's observations in their order, a connection's snapshot and its configuration. Knows nothing but
 * {@code java}.
 */
@NullMarked
package io.tunnelwatch.processor.domain.observation;

import org.jspecify.annotations.NullMarked;
