/**
 * When to look, and what to say of it: the schedule of each target, the memory of what was last committed, and the
 * observations that a scan becomes. The clock, the log and the API come from outside, so that a test can hold them.
 */
@NullMarked
package io.tunnelwatch.ingest.poller;

import org.jspecify.annotations.NullMarked;
