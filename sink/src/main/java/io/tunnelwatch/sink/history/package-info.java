/**
 * Turns transitions into intervals, hours and the current state of every connection. {@link
 * io.tunnelwatch.sink.history.Historian} and the classes it uses are pure; the topology drives them. Time is event time: a
 * target's clock is derived from its observations, and nothing here reads another clock.
 */
@NullMarked
package io.tunnelwatch.sink.history;

import org.jspecify.annotations.NullMarked;
