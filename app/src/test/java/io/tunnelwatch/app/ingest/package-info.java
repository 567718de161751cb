/** The poller against a real broker, a real registry and the simulated cloud. */
@NullMarked
package io.tunnelwatch.app.ingest;

import org.jspecify.annotations.NullMarked;
