/** The wiring: from the observations topic through the detector to transitions and alerts. It decides nothing. */
@NullMarked
package io.tunnelwatch.processor.topology;

import org.jspecify.annotations.NullMarked;
