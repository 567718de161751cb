/** The metrics of Kafka's clients, and the formats in which all metrics are written. This package registers nothing itself. */
@NullMarked
package io.tunnelwatch.runtime.metrics;

import org.jspecify.annotations.NullMarked;
