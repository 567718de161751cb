/** Tests of the network as metrics. */
@NullMarked
package io.tunnelwatch.sink.metrics;

import org.jspecify.annotations.NullMarked;
