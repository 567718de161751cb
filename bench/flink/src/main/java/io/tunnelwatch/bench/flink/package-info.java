/**
 * A peer: the job that one would write with Apache Flink for what the topology's first half does. It runs in a process of its own, with
 * the Kafka clients that Flink's connector was made for, and is started by {@code BesideFlink}. Nothing else of ours looks here.
 */
@NullMarked
package io.tunnelwatch.bench.flink;

import org.jspecify.annotations.NullMarked;
