/**
 * The catalogue of topics: what they are called, what is in them, how long it is kept. Names, keys and partition
 * counts are a public API. Here too: making the topics, and finding out whether a cluster's are as they must be.
 */
@NullMarked
package io.tunnelwatch.schemas.topics;

import org.jspecify.annotations.NullMarked;
