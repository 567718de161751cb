/** Avro to the domain's words and back. Decides nothing; what cannot be said in the domain's words is a bad record. */
@NullMarked
package io.tunnelwatch.processor.codec;

import org.jspecify.annotations.NullMarked;
