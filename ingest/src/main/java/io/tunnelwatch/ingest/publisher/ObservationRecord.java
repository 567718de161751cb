package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Makes an observation's record: key, time and headers. */
public final class ObservationRecord {
    private static final String TYPE = "io.tunnelwatch.observation.v1";

    private ObservationRecord() {}

    public static ProducerRecord<String, Observation> of(TopicPartition partition, Observation observation) {
        String target = RestoredLog.key(observation);
        var event = new CloudEvent(
                EventId.of(observation), TYPE, target, subject(observation), observation.getObservedAt());
        return new ProducerRecord<>(
                partition.topic(),
                partition.partition(),
                observation.getObservedAt().toEpochMilli(),
                target,
                observation,
                event.headers());
    }

    /** The subject of an observation: its connection, else its target. */
    static String subject(Observation observation) {
        Object body = observation.getBody();
        if (body instanceof ConnectionSnapshot snapshot) {
            return snapshot.getConnectionId();
        }
        return body instanceof ConnectionGone gone ? gone.getConnectionId() : RestoredLog.key(observation);
    }
}
