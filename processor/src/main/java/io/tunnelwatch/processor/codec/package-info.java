/** Converts between Avro and the domain's types. Decides nothing; a value that the domain cannot express is a bad record. */
@NullMarked
package io.tunnelwatch.processor.codec;

import org.jspecify.annotations.NullMarked;
