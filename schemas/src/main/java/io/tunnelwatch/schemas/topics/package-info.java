/**
 * The catalogue of topics: what they are called, what is in them, how long it is kept. Names, keys and partition counts are a
 * public API.
 */
@NullMarked
package io.tunnelwatch.schemas.topics;

import org.jspecify.annotations.NullMarked;
