/**
 * Reading JSON and XML safely: a stream of fields, bounded in depth, length and number, without a tree and without data binding.
 * The mapper knows the meaning of the fields.
 */
@NullMarked
package io.tunnelwatch.ingest.document;

import org.jspecify.annotations.NullMarked;
