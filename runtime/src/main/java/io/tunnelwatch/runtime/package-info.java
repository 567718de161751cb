/**
 * The part that ingest, processor and sink share as programs: settings, access to Kafka and the registry, checks of the topics,
 * health, and refusals to start. It knows nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.runtime;

import org.jspecify.annotations.NullMarked;
