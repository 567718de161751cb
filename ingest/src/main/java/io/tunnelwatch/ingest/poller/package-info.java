/**
 * The schedule of each target, the memory of what was last committed, and the observations made from a scan. The clock, the log
 * and the API come from outside, so that a test can control them.
 */
@NullMarked
package io.tunnelwatch.ingest.poller;

import org.jspecify.annotations.NullMarked;
