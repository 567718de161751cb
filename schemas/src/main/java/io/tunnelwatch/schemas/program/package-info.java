/**
 * What the three programs of the house have in common as programs: where their settings come from, how they reach
 * Kafka and the registry, how they say that they are well, and how they refuse to start. Nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.schemas.program;

import org.jspecify.annotations.NullMarked;
