/**
 * The whole thing on one hand clock: pollers, log, detector, watchdog, history and read model as they are, and all of Kafka, the
 * cloud and the machines by hand, so that whatever can go wrong does, by a seed, and goes wrong again. The doors that it uses
 * lie beside what they open, in packages of the same names.
 */
@NullMarked
package io.tunnelwatch.app.world;

import org.jspecify.annotations.NullMarked;
