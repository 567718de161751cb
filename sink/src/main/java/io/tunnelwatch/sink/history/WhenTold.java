package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.Transition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The time of a record. One that was written without any takes the time that it speaks of, and where it speaks of none, the
 * beginning of all time, when no hour is over: neither depends on what was read before it, so that a replay gives the same.
 * Kafka's own extractor throws for such a record, past every handler, and would at each start.
 */
final class WhenTold implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        if (record.timestamp() >= 0) {
            return record.timestamp();
        }
        return record.value() instanceof Transition it
                ? Math.max(0, it.getDetectedAt().toEpochMilli())
                : 0;
    }
}
