package io.tunnelwatch.notify.topology;

import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.EarlyCommitScheduler;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Asks the gate about each input: decide, put, forward. The whole state is in memory, and each change of it in the stores. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class DecideNotices implements Processor<String, GateInput, String, Notification> {
    private final Gate gate;
    private final CommitPacing commitPacing;
    private ProcessorContext<String, Notification> context;
    private GateStores stores;
    private EarlyCommitScheduler commits;

    /** Null before the first record. */
    private @Nullable GateState loaded;

    DecideNotices(Gate gate, CommitPacing commitPacing) {
        this.gate = gate;
        this.commitPacing = commitPacing;
    }

    @Override
    public void init(ProcessorContext<String, Notification> context) {
        this.context = context;
        this.stores = new GateStores(context);
        this.loaded = null;
        this.commits = new EarlyCommitScheduler(context, commitPacing);
    }

    @Override
    public void process(Record<String, GateInput> record) {
        if (record.value() == null) {
            throw new BadRecordException("An input of the gate without a value");
        }
        GateState state = state();
        GateDecision decision = record.value().decide(gate, state);
        var notices = decision.notices().stream().map(DecideNotices::output).toList();
        stores.save(decision, state);
        state.apply(decision);
        notices.forEach(context::forward);
        if (notices.isEmpty()) {
            commits.requestIfDue();
        } else {
            commits.published(decision.clock().now());
        }
    }

    private GateState state() {
        if (loaded == null) {
            loaded = stores.load();
        }
        return loaded;
    }

    private static Record<String, Notification> output(Notification it) {
        Alert alert = it.getAlert();
        var event = new CloudEvent(
                it.getNotificationId(),
                "io.tunnelwatch.notification.v1",
                alert == null ? "notify" : alert.getAccount() + "/" + alert.getRegion(),
                alert == null ? it.getFingerprint() : alert.getEntity(),
                it.getAt());
        return new Record<>(it.getFingerprint(), it, it.getAt().toEpochMilli(), event.headers(TraceId.of(alert)));
    }
}
