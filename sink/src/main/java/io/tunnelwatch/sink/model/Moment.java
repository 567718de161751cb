package io.tunnelwatch.sink.model;

import java.time.Instant;

/**
 * Now, by both clocks.
 *
 * @param time by the wall, which people and machines set
 * @param nanos by the one that only ever goes on
 * @param isLive whether what comes now comes as it happens, and is not read from the past
 */
record Moment(Instant time, long nanos, boolean isLive) {}
