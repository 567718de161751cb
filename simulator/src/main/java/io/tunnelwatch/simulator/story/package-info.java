/**
 * What a scenario says: what there is, what happens to it when, and what the cloud does wrong. Everything here is a pure
 * function of the scenario and of the milliseconds since it began, so that a restarted simulator goes on where it was and
 * the record of what happened can be computed instead of kept. No clock, no network.
 */
@NullMarked
package io.tunnelwatch.simulator.story;

import org.jspecify.annotations.NullMarked;
