/**
 * The schedule of each target, its published state, and the observations made from a scan. The clock, the log and the API come
 * from outside, so that a test can control them.
 */
@NullMarked
package io.tunnelwatch.ingest.poller;

import org.jspecify.annotations.NullMarked;
