/**
 * A stand-in for the cloud that speaks its real protocol on loopback, driven by a scenario file. For the demo and for
 * tests; nothing in ingest, processor or sink knows of it.
 */
@NullMarked
package io.tunnelwatch.simulator;

import org.jspecify.annotations.NullMarked;
