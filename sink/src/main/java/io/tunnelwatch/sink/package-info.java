/** Memory and voice: history, current state, the API and the page. It decides nothing about tunnels. Other rooms are reached through Kafka only. */
@NullMarked
package io.tunnelwatch.sink;

import org.jspecify.annotations.NullMarked;
