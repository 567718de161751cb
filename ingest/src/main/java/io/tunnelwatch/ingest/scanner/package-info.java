/**
 * Turns pages into facts: a listing is complete and consistent or does not count, and a connection is deleted only if the API
 * says so about it by itself. Between two scans it remembers only first proofs and the connection looked up last.
 */
@NullMarked
package io.tunnelwatch.ingest.scanner;

import org.jspecify.annotations.NullMarked;
