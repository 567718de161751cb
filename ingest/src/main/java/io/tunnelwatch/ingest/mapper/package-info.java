/**
 * From the API's answers to snapshots, field by named field: what is not named here is skipped unread. Secrets become
 * fingerprints while they are characters in the parser's buffer, and are never a {@code String}.
 */
@NullMarked
package io.tunnelwatch.ingest.mapper;

import org.jspecify.annotations.NullMarked;
