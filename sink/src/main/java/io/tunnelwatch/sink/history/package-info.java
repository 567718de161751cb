/**
 * From transitions to intervals, to hours, and to every connection as it stands. {@link
 * io.tunnelwatch.sink.history.Historian} and what it leans on are pure; the topology carries them. Time is that of the
 * log: a target's clock is made of its observations, and nothing here looks at another.
 */
@NullMarked
package io.tunnelwatch.sink.history;

import org.jspecify.annotations.NullMarked;
