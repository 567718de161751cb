/**
 * Starting, supervising and measuring the detector's topology. The one room of the processor that looks at the wall clock.
 */
@NullMarked
package io.tunnelwatch.processor.runtime;

import org.jspecify.annotations.NullMarked;
