package io.tunnelwatch.sink.history;

import io.tunnelwatch.schemas.streams.BadRecordException;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Get, decide, put, forward. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class RecordHistory implements Processor<String, Transition, String, SpecificRecord> {
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, ConnectionView> connections;

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.connections = context.getStateStore(HistoryTopology.CONNECTIONS);
    }

    @Override
    public void process(Record<String, Transition> record) {
        Transition transition = record.value();
        if (record.key() == null || transition == null) {
            throw new BadRecordException("A transition without key or value");
        }
        ConnectionView before = connections.get(record.key());
        if (Views.isLate(before, transition)) {
            return;
        }
        Views.after(before, transition).ifPresent(view -> {
            connections.put(record.key(), view);
            context.forward(tell(record, view), HistoryTopology.WRITE_CONNECTIONS);
        });
        Historian.intervals(transition)
                .forEach(it -> context.forward(tell(record, it), HistoryTopology.WRITE_INTERVALS));
        context.commit();
    }

    private static Record<String, SpecificRecord> tell(Record<String, Transition> record, ConnectionView view) {
        Transition it = record.value();
        var event = new CloudEvent(
                it.getTransitionId(),
                "io.tunnelwatch.connection.v1",
                it.getAccount() + "/" + it.getRegion(),
                view.getConnectionId(),
                it.getDetectedAt());
        return new Record<>(record.key(), view, record.timestamp(), event.headers());
    }

    private static Record<String, SpecificRecord> tell(Record<String, Transition> record, Interval interval) {
        Transition it = record.value();
        var event = new CloudEvent(
                interval.getIntervalId() + (interval.getValidTo() == null ? "-opened" : "-closed"),
                "io.tunnelwatch.interval.v1",
                it.getAccount() + "/" + it.getRegion(),
                interval.getEntity(),
                it.getDetectedAt());
        return new Record<>(interval.getIntervalId(), interval, record.timestamp(), event.headers());
    }
}
