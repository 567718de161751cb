/**
 * All of Tunnelwatch on one manual clock: pollers, log, detector, watchdog, history and read model are real; Kafka, the cloud
 * and the machines are simulated, so that whatever can go wrong does, by a seed, and can be repeated. The classes through which
 * it reaches package-private code are in packages of the same names.
 */
@NullMarked
package io.tunnelwatch.app.world;

import org.jspecify.annotations.NullMarked;
