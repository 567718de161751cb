/** Writes looks into the observations topic: each in one transaction, in order, and by one writer at a time. */
@NullMarked
package io.tunnelwatch.ingest.publisher;

import org.jspecify.annotations.NullMarked;
