package io.tunnelwatch.sink.model;

import java.time.Instant;

/**
 * The present, by two clocks.
 *
 * @param time wall clock, which people and machines set
 * @param nanos monotonic clock
 * @param isLive whether records arrive as they happen, instead of being read from the past
 */
record ClockReading(Instant time, long nanos, boolean isLive) {}
