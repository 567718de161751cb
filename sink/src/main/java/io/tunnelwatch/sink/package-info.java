/**
 * History, current state, the API and the page. The sink decides nothing about tunnels, and reaches the other programs through
 * Kafka only.
 */
@NullMarked
package io.tunnelwatch.sink;

import org.jspecify.annotations.NullMarked;
