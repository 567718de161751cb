/**
 * Reads topics for the sink: {@link io.tunnelwatch.sink.log.PartitionsReader} returns the raw records, and survives broker failures
 * and damaged batches, {@link io.tunnelwatch.sink.log.TopicDecoder} decodes them, {@link io.tunnelwatch.sink.log.SkippedRecords}
 * counts those that could not be read. Nothing here knows what the values are for.
 */
@NullMarked
package io.tunnelwatch.sink.log;

import org.jspecify.annotations.NullMarked;
