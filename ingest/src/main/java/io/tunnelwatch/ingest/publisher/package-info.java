/**
 * The single writer of a partition: a scan is one transaction of one fenced producer. It reports an unknown outcome as such,
 * and the caller starts again in a new epoch. Knows nothing about scanning.
 */
@NullMarked
package io.tunnelwatch.ingest.publisher;

import org.jspecify.annotations.NullMarked;
