package io.tunnelwatch.notify.topology;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.EarlyCommitScheduler;
import io.tunnelwatch.runtime.streams.SaneTimes;
import io.tunnelwatch.v1.Alert;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets alerts that make sense into the gate. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class AcceptAlerts implements Processor<String, Alert, String, GateInput> {
    private final CommitPacing commitPacing;
    private ProcessorContext<String, GateInput> context;
    private EarlyCommitScheduler commits;

    AcceptAlerts(CommitPacing commitPacing) {
        this.commitPacing = commitPacing;
    }

    @Override
    public void init(ProcessorContext<String, GateInput> context) {
        this.context = context;
        this.commits = new EarlyCommitScheduler(context, commitPacing);
    }

    @Override
    public void process(Record<String, Alert> record) {
        Alert it = record.value();
        if (it == null) {
            throw new BadRecordException("An alert without a value");
        }
        if (!it.getFingerprint().equals(record.key())) {
            throw new BadRecordException("An alert has another key than its fingerprint");
        }
        SaneTimes.require("An alert", it.getUpdatedAt());
        context.forward(new Record<>(record.key(), new GateInput.Step(it), record.timestamp()));
        commits.published(it.getUpdatedAt());
    }
}
