/**
 * From transitions to intervals and to every connection as it stands. {@link io.tunnelwatch.sink.history.Historian} is pure;
 * the topology carries it.
 */
@NullMarked
package io.tunnelwatch.sink.history;

import org.jspecify.annotations.NullMarked;
