/**
 * Flat tables as Parquet: texts and moments, each of which may be missing, written as they come. What the format can beyond that is left
 * out (see decision 10); it is read by everybody who reads Parquet. It knows nothing about tunnels.
 */
@NullMarked
package io.tunnelwatch.app.parquet;

import org.jspecify.annotations.NullMarked;
