/**
 * For comparison: jobs in Apache Flink. One does what the first half of the topology does, the other has its detector. They run in a process of its own,
 * with the Kafka clients that Flink's connector needs, and are started by {@code BesideFlink}. No other code depends on it.
 */
@NullMarked
package io.tunnelwatch.bench.flink;

import org.jspecify.annotations.NullMarked;
