/**
 * A stand-in for the cloud that speaks its real protocol on loopback, driven by a scenario file. For the demo and for tests;
 * ingest, processor and sink do not know about it.
 */
@NullMarked
package io.tunnelwatch.simulator;

import org.jspecify.annotations.NullMarked;
