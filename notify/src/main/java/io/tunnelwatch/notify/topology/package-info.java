/**
 * The gate on Kafka Streams: alerts, commands and ticks get one order, and the decisions about them go to the topic of
 * notifications. No rule of the gate is here, and no delivery.
 */
@NullMarked
package io.tunnelwatch.notify.topology;

import org.jspecify.annotations.NullMarked;
