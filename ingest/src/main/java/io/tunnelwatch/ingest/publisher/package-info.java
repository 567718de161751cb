/**
 * The one writer of a shard: a scan is one transaction of one fenced producer. What it cannot be sure of it says, and
 * whoever asked starts anew with a new epoch. Knows nothing about scanning.
 */
@NullMarked
package io.tunnelwatch.ingest.publisher;

import org.jspecify.annotations.NullMarked;
