package io.tunnelwatch.processor.topology;

import io.tunnelwatch.v1.Observation;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Extracts the event time. It throws nothing: an exception here would bypass every handler and kill the thread. */
final class ObservedAtExtractor implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return record.value() instanceof Observation observation
                ? Math.max(0, observation.getObservedAt().toEpochMilli())
                : Math.max(0, record.timestamp());
    }
}
