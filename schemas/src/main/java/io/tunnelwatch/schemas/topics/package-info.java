/**
 * The catalogue of topics: their names, contents and retention. Names, keys and partition counts are a public API. This package
 * also creates the topics and checks those of a cluster.
 */
@NullMarked
package io.tunnelwatch.schemas.topics;

import org.jspecify.annotations.NullMarked;
