/**
 * The platform when there is no cluster: a Kafka broker inside the process and, in {@code registry}, a schema registry. Both
 * listen on loopback only. Nothing here knows about tunnels.
 */
@NullMarked
package io.tunnelwatch.app.platform;

import org.jspecify.annotations.NullMarked;
