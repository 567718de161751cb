/** Tests of the metrics of Kafka's clients. */
@NullMarked
package io.tunnelwatch.runtime.metrics;

import org.jspecify.annotations.NullMarked;
