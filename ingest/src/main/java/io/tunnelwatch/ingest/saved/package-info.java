/**
 * Saved responses become observations: history that was never polled, for backfill and for tests. It stands in the log
 * in an order of its own, before everything that was seen live, and is refused where the two would mix.
 */
@NullMarked
package io.tunnelwatch.ingest.saved;

import org.jspecify.annotations.NullMarked;
