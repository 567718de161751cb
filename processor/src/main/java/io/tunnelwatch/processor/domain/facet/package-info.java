/**
 * The aspects of a connection, tunnel or target that have a state of their own (IPsec, BGP, health check, redundancy,
 * service, freshness), and the way from a snapshot to these states.
 */
@NullMarked
package io.tunnelwatch.processor.domain.facet;

import org.jspecify.annotations.NullMarked;
