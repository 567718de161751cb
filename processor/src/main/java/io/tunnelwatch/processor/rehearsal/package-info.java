/**
 * The detector over what was recorded, in memory: for whoever asks why something was decided, or what other rules would have
 * decided. Nothing is published from here, and nothing here has a clock.
 */
@NullMarked
package io.tunnelwatch.processor.rehearsal;

import org.jspecify.annotations.NullMarked;
