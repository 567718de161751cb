/**
 * From pages to what is so: a listing is complete and consistent or it is no listing, and a connection is gone when the
 * API says so about it by itself. Remembers nothing between two scans but whom it asked about last.
 */
@NullMarked
package io.tunnelwatch.ingest.scanner;

import org.jspecify.annotations.NullMarked;
