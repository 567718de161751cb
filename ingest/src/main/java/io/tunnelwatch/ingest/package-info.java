/**
 * Scans the cloud through its describe APIs and writes what it saw as observations. It judges nothing; the processor decides
 * whether a tunnel is down.
 */
@NullMarked
package io.tunnelwatch.ingest;

import org.jspecify.annotations.NullMarked;
