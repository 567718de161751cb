package io.tunnelwatch.notify.topology;

import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.SaneTimes;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Lets changed configurations into the gate if a destination is told of them, and no other transition. Nobody waits for them, so
 * they ask for no early commit.
 */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class AcceptChanges implements Processor<String, Transition, String, GateInput> {
    private final boolean isTold;
    private ProcessorContext<String, GateInput> context;

    AcceptChanges(boolean isTold) {
        this.isTold = isTold;
    }

    @Override
    public void init(ProcessorContext<String, GateInput> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, Transition> record) {
        Transition it = record.value();
        if (it == null) {
            throw new BadRecordException("A transition without a value");
        }
        if (isTold && it.getKind() == TransitionKind.CONFIGURATION_CHANGED) {
            SaneTimes.require("A transition", it.getDetectedAt());
            context.forward(new Record<>(record.key(), new GateInput.Change(it), record.timestamp()));
        }
    }
}
