package io.tunnelwatch.processor.topology;

import io.tunnelwatch.v1.Observation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Event time. An exception here would pass every handler by and kill the thread, so it throws none. */
final class ObservedAt implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.value() instanceof Observation observation
                ? Math.max(0, observation.getObservedAt().toEpochMilli())
                : Math.max(0, record.timestamp());
    }
}
