/**
 * The supervision of a Kafka Streams application: its settings and the reason for each, records that cannot be read or
 * published, storage of its state, and restarts. This package does not know what the application computes.
 */
@NullMarked
package io.tunnelwatch.runtime.streams;

import org.jspecify.annotations.NullMarked;
