/**
 * Starts, supervises and measures the detector's topology. This is the only package of the processor that reads the wall clock.
 */
@NullMarked
package io.tunnelwatch.processor.runtime;

import org.jspecify.annotations.NullMarked;
