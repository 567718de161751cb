/** The wiring: from the observations topic through the detector to transitions, alerts and target views. It decides nothing. */
@NullMarked
package io.tunnelwatch.processor.topology;

import org.jspecify.annotations.NullMarked;
