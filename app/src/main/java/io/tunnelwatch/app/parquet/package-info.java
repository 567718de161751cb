/**
 * Writes flat tables as Parquet: rows of texts and instants, each of which may be missing. The rest of the format is left out
 * (see decision 10); every Parquet reader can read the files. Knows nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.app.parquet;

import org.jspecify.annotations.NullMarked;
