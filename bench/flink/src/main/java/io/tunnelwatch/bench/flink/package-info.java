/**
 * For comparison: a job in Apache Flink that does what the first half of the topology does. It runs in a process of its own,
 * with the Kafka clients that Flink's connector needs, and is started by {@code BesideFlink}. No other code depends on it.
 */
@NullMarked
package io.tunnelwatch.bench.flink;

import org.jspecify.annotations.NullMarked;
