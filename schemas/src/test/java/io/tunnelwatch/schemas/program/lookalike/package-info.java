/** Two classes that are to each other as Confluent's serializer is to its deserializer. */
@NullMarked
package io.tunnelwatch.schemas.program.lookalike;

import org.jspecify.annotations.NullMarked;
