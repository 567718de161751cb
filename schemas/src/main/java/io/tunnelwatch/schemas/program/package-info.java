/**
 * The common parts of the three programs: settings, access to Kafka and the registry, health, and the checks before a start.
 * Nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.schemas.program;

import org.jspecify.annotations.NullMarked;
