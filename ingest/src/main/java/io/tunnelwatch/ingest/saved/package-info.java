/**
 * Turns saved responses into observations: history that was never polled, for backfill and for tests. It has an order of its
 * own in the log, before everything polled, and an import is refused if the two would mix.
 */
@NullMarked
package io.tunnelwatch.ingest.saved;

import org.jspecify.annotations.NullMarked;
