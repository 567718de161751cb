/**
 * Current content of the topics, held in memory by each instance: connections, alerts, targets, configurations, and a year of
 * intervals in a few bytes each. {@link io.tunnelwatch.sink.model.Feed} writes it from committed records; everything else only
 * reads it. Nothing here speaks HTTP.
 */
@NullMarked
package io.tunnelwatch.sink.model;

import org.jspecify.annotations.NullMarked;
