/**
 * Reads topics for the sink: {@link io.tunnelwatch.sink.topics.PartitionsReader} returns the raw records, and survives broker failures
 * and damaged batches, {@link io.tunnelwatch.sink.topics.TopicDecoder} decodes them, {@link io.tunnelwatch.sink.topics.SkippedRecords}
 * counts those that could not be read. Nothing here knows what the values are for.
 */
@NullMarked
package io.tunnelwatch.sink.topics;

import org.jspecify.annotations.NullMarked;
