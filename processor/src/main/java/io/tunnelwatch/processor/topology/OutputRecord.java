package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Event.Cause;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.schemas.topics.CloudEvent;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/** An output record, and the sink node that writes it. */
record OutputRecord(Record<String, SpecificRecord> record, String node) {
    static OutputRecord of(Event event, long timestamp) {
        return event.match(it -> transition(it, timestamp), it -> alert(it, timestamp));
    }

    /** The record of how far a target has been judged, written when a scan has ended. */
    static OutputRecord of(TargetState it, Instant nextPollDue, long timestamp) {
        String target = it.target().toString();
        var event = new CloudEvent(
                "judged-" + target + "-" + it.lastOrder(), "io.tunnelwatch.target.v1", target, target, it.now());
        return new OutputRecord(
                new Record<>(target, EventCodec.encode(it, nextPollDue), timestamp, event.headers()),
                TopologyNames.WRITE_TARGETS);
    }

    private static OutputRecord transition(Transition it, long timestamp) {
        Target target = it.cause().target();
        String key = it.connectionId() == null ? target.toString() : TargetKeys.key(target, it.connectionId());
        var value = EventCodec.encode(it);
        var headers = headers(it, "io.tunnelwatch.transition.v1");
        return new OutputRecord(new Record<>(key, value, timestamp, headers), TopologyNames.WRITE_TRANSITIONS);
    }

    private static OutputRecord alert(AlertStep it, long timestamp) {
        var value = EventCodec.encode(it);
        var headers = headers(it, "io.tunnelwatch.alert.v1");
        return new OutputRecord(new Record<>(it.fingerprint(), value, timestamp, headers), TopologyNames.WRITE_ALERTS);
    }

    private static Headers headers(Event it, String type) {
        Cause position = it.cause();
        return new CloudEvent(it.id(), type, position.target().toString(), it.entity(), position.at())
                .headers(ScanTrace.of(position));
    }
}
