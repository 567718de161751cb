/**
 * Tests the application as Kafka tests Streams: three brokers, two processors, faults in random order, and at the end a
 * verifier that computes from the committed input what must have been published. Nothing here knows how the processor works.
 */
@NullMarked
package io.tunnelwatch.app.faults;

import org.jspecify.annotations.NullMarked;
