/** Two classes whose names relate as those of Confluent's serializer and deserializer. */
@NullMarked
package io.tunnelwatch.schemas.program.lookalike;

import org.jspecify.annotations.NullMarked;
