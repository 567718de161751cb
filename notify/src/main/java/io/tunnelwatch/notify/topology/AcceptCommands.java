package io.tunnelwatch.notify.topology;

import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.EarlyCommitScheduler;
import io.tunnelwatch.runtime.streams.SaneTimes;
import io.tunnelwatch.v1.Command;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Lets commands that make sense into the gate. A refused command is in its topic for the audit only. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class AcceptCommands implements Processor<String, Command, String, GateInput> {
    private final CommitPacing commitPacing;
    private ProcessorContext<String, GateInput> context;
    private EarlyCommitScheduler commits;

    AcceptCommands(CommitPacing commitPacing) {
        this.commitPacing = commitPacing;
    }

    @Override
    public void init(ProcessorContext<String, GateInput> context) {
        this.context = context;
        this.commits = new EarlyCommitScheduler(context, commitPacing);
    }

    @Override
    public void process(Record<String, Command> record) {
        Command it = record.value();
        if (it == null) {
            throw new BadRecordException("A command without a value");
        }
        if (it.getRefused() != null) {
            return;
        }
        if (!it.getCommandId().equals(record.key())) {
            throw new BadRecordException("A command has another key than its id");
        }
        requireSaneTimes(it);
        CommandReader.read(it);
        context.forward(new Record<>(record.key(), new GateInput.Order(it), record.timestamp()));
        commits.published(it.getAt());
    }

    private static void requireSaneTimes(Command it) {
        SaneTimes.require("A command", it.getAt());
        if (it.getFrom() != null) {
            SaneTimes.require("A beginning", it.getFrom());
        }
        if (it.getUntil() != null) {
            SaneTimes.require("An end", it.getUntil());
        }
    }
}
