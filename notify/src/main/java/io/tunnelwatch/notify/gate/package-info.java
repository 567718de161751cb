/**
 * The gate that every notice passes: a step of an alert, a command or a tick comes in, and the decisions come out, each with its
 * named reason. Pure: no clock, no chance, no Kafka, no store. Delivery is elsewhere; a decision to notify says who is to be
 * told, not that anybody was reached.
 */
@NullMarked
package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.NullMarked;
