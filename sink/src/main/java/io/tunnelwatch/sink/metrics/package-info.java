/**
 * The network as metrics: connections, alerts, targets and availability, computed from the read model at each scrape. There is
 * no second copy of the state here, so that a restart or a deleted connection needs no care.
 */
@NullMarked
package io.tunnelwatch.sink.metrics;

import org.jspecify.annotations.NullMarked;
