/**
 * A target's observations in their order, and their content: the snapshot of a connection and its configuration. Knows nothing
 * but {@code java}.
 */
@NullMarked
package io.tunnelwatch.processor.domain.observation;

import org.jspecify.annotations.NullMarked;
