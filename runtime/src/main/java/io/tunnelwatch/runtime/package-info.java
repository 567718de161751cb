/**
 * The part that ingest, processor and sink share as programs: where their settings come from, how they reach Kafka and the registry,
 * whether the topics are as they must be, how they report their health, and how they refuse to start. Nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.runtime;

import org.jspecify.annotations.NullMarked;
