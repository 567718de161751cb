/**
 * The cloud's RPC protocol on the wire: parameters, ACS3 signatures, JSON and XML bodies, errors. Written from the protocol's
 * description alone, on purpose not shared with the client that it checks. Knows nothing about connections or scenarios.
 */
@NullMarked
package io.tunnelwatch.simulator.wire;

import org.jspecify.annotations.NullMarked;
