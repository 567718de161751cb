package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.Transition;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Timestamp of a record. A record written without one takes its transition's detection time, or else zero, at which no hour is
 * over. Neither depends on earlier records, so that a replay gives the same. Kafka's own extractor would throw for such a
 * record, past every handler, at each start.
 */
final class EventTimeExtractor implements TimestampExtractor {
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
