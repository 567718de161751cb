/**
 * The parts of a connection that are up or down for themselves (IKE, IPsec, BGP, health check, tunnel), and how a snapshot is
 * read into them.
 */
@NullMarked
package io.tunnelwatch.processor.domain.facet;

import org.jspecify.annotations.NullMarked;
