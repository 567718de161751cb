/**
 * Maps response bodies to snapshots by an allow-list: a field that is not named here never becomes a Java value, and secrets
 * become fingerprints before they could become strings. The allow-list reads a Document, either JSON or XML. No tree, no data
 * binding; no I/O, no clock.
 */
@NullMarked
package io.tunnelwatch.ingest.mapper;

import org.jspecify.annotations.NullMarked;
