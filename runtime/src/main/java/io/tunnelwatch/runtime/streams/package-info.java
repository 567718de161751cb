/**
 * Rules by which a Kafka Streams application runs here: its settings and the reason for each, what happens to a record that cannot be
 * read or published, how state is stored, and who restarts it. What it computes is none of this package's business.
 */
@NullMarked
package io.tunnelwatch.runtime.streams;

import org.jspecify.annotations.NullMarked;
