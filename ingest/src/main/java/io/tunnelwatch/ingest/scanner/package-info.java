/**
 * Turns pages into facts: a listing is complete and consistent or does not count, and a connection counts as deleted only if a
 * lookup of that connection alone says so, twice. Between two scans it remembers only first proofs and the connection looked up
 * last.
 */
@NullMarked
package io.tunnelwatch.ingest.scanner;

import org.jspecify.annotations.NullMarked;
