/**
 * Runs the detector over recorded observations in memory: to ask why something was decided, or what other rules would have
 * decided. Nothing here publishes, and nothing has a clock.
 */
@NullMarked
package io.tunnelwatch.processor.rehearsal;

import org.jspecify.annotations.NullMarked;
