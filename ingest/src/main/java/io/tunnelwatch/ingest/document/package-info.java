/**
 * Reading JSON and XML safely: a stream of fields, bounded in depth, length and number, without a tree and without data binding.
 * Which field means what is the mapper's business.
 */
@NullMarked
package io.tunnelwatch.ingest.document;

import org.jspecify.annotations.NullMarked;
