package io.tunnelwatch.sink.history;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.EarlyCommitScheduler;
import io.tunnelwatch.runtime.streams.SaneTimes;
import io.tunnelwatch.sink.history.Historian.HistoryStep;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Transition;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Applies each transition to the history: get, decide, put, forward. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class RecordHistory implements Processor<String, Transition, String, SpecificRecord> {
    private final CommitPacing commitPacing;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, ConnectionView> connections;
    private KeyValueStore<String, History> histories;
    private EarlyCommitScheduler commits;

    RecordHistory(CommitPacing commitPacing) {
        this.commitPacing = commitPacing;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.connections = context.getStateStore(HistoryTopology.CONNECTIONS);
        this.histories = context.getStateStore(HistoryTopology.HISTORIES);
        this.commits = new EarlyCommitScheduler(context, commitPacing);
    }

    @Override
    public void process(Record<String, Transition> record) {
        Transition it = record.value();
        if (record.key() == null || it == null) {
            throw new BadRecordException("A transition without key or value");
        }
        if (!record.key().equals(ownKey(it))) {
            throw new BadRecordException("A transition of " + ownKey(it) + " has the key " + record.key());
        }
        requireSaneTimes(it);
        ConnectionView view = connections.get(record.key());
        if (ConnectionViewUpdate.isLate(view, it)) {
            return;
        }
        History before = histories.get(record.key());
        if (before == null) {
            before = Historian.empty(it.getAccount(), it.getRegion(), it.getConnectionId());
        }
        HistoryStep step = Historian.after(before, it, lastTick(it));
        histories.put(record.key(), step.next());
        ConnectionViewUpdate.after(view, it).filter(next -> !next.equals(view)).ifPresent(next -> {
            connections.put(record.key(), next);
            context.forward(HistoryRecords.of(record, next), HistoryTopology.WRITE_CONNECTIONS);
        });
        step.intervals()
                .forEach(interval -> context.forward(
                        HistoryRecords.of(interval, it.getDetectedAt(), record.timestamp()),
                        HistoryTopology.WRITE_INTERVALS));
        step.hours()
                .forEach(hour ->
                        context.forward(HistoryRecords.of(hour, step.next()), HistoryTopology.WRITE_AVAILABILITY));
        commits.published(it.getDetectedAt());
    }

    private static void requireSaneTimes(Transition it) {
        SaneTimes.require("A transition", it.getDetectedAt());
        SaneTimes.require("The last look before a transition", it.getNotBefore());
        if (it.getTo() != null) {
            SaneTimes.require("A value", it.getTo().getSince());
        }
    }

    private static String ownKey(Transition it) {
        String target = it.getAccount() + "/" + it.getRegion();
        return it.getConnectionId() == null ? target : target + "/" + it.getConnectionId();
    }

    private long lastTick(Transition it) {
        @Nullable History target = histories.get(it.getAccount() + "/" + it.getRegion());
        return target == null ? 0 : target.getStruckMillis();
    }
}
