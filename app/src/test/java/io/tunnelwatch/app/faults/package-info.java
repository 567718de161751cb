/**
 * Kafka's own way of proving a Streams application: three brokers, two processors, faults in a random order, and at the end
 * a verifier that works out from the committed input what must have been told. Nothing here knows how the processor works.
 */
@NullMarked
package io.tunnelwatch.app.faults;

import org.jspecify.annotations.NullMarked;
