/** The gate's state as Avro, and back. */
@NullMarked
package io.tunnelwatch.notify.codec;

import org.jspecify.annotations.NullMarked;
