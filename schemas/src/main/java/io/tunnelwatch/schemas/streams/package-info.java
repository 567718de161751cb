/**
 * How a Kafka Streams application is run in this house: with which settings and why, what happens to a record that cannot be
 * read, how it remembers, and who starts it again. What it computes is none of this package's business.
 */
@NullMarked
package io.tunnelwatch.schemas.streams;

import org.jspecify.annotations.NullMarked;
