/**
 * From response bodies to snapshots, by an allow-list: what is not named here never becomes a Java value, and secrets
 * become fingerprints before they could become strings. The allow-list reads a Document, which JSON and XML both are. No
 * tree, no data binding; no I/O, no clock.
 */
@NullMarked
package io.tunnelwatch.ingest.mapper;

import org.jspecify.annotations.NullMarked;
