/**
 * What the topics say now, held in memory by each instance: connections, alerts, targets, configurations, and a year of
 * intervals in a few bytes each. {@link io.tunnelwatch.sink.model.Feed} writes it from committed records, everybody else
 * reads it. Nothing here speaks HTTP.
 */
@NullMarked
package io.tunnelwatch.sink.model;

import org.jspecify.annotations.NullMarked;
