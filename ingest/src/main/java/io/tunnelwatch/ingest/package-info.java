/**
 * Eyes: looks at the cloud through its describe APIs and writes what it saw as observations. It judges nothing; whether a
 * tunnel is down is decided in the processor.
 */
@NullMarked
package io.tunnelwatch.ingest;

import org.jspecify.annotations.NullMarked;
