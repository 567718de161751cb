/**
 * Runs a Kafka Streams application: its settings with their reasons, the handling of unreadable records, the serde of its
 * state, and the supervisor that restarts it. This package does not know what the application computes.
 */
@NullMarked
package io.tunnelwatch.schemas.streams;

import org.jspecify.annotations.NullMarked;
