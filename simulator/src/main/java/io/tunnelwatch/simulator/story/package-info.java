/**
 * A scenario: the resources, what happens to them when, and the faults of the cloud. Everything here is a pure function of the
 * scenario and of the milliseconds since it began, so that a restarted simulator continues where it was, and the record of what
 * happened is computed instead of kept. No clock, no network.
 */
@NullMarked
package io.tunnelwatch.simulator.story;

import org.jspecify.annotations.NullMarked;
