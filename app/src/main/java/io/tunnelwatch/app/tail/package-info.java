/**
 * The command {@code tail}: {@link io.tunnelwatch.app.tail.Tail} reads one topic as it grows, {@link
 * io.tunnelwatch.app.tail.TailedTopic} says what a record means in one line, and {@link io.tunnelwatch.app.tail.EntryPrinter}
 * prints it. Nothing here writes to Kafka, and no consumer group knows of it.
 */
@NullMarked
package io.tunnelwatch.app.tail;

import org.jspecify.annotations.NullMarked;
