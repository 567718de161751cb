package io.tunnelwatch.notify.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Passes everything on, and writes down every few seconds what time it is: the only way in which a clock reaches the gate. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class EmitTicks implements Processor<String, GateInput, String, GateInput> {
    /** A notice at the end of a silence is late by this at most. */
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final String KEY = "tick";

    private final LongSupplier millis;
    private ProcessorContext<String, GateInput> context;

    EmitTicks(LongSupplier millis) {
        this.millis = millis;
    }

    @Override
    public void init(ProcessorContext<String, GateInput> context) {
        this.context = context;
        if (context.taskId().partition() == 0) {
            context.schedule(EVERY, PunctuationType.WALL_CLOCK_TIME, it -> tick());
        }
    }

    private void tick() {
        long now = millis.getAsLong();
        context.forward(new Record<>(KEY, new GateInput.Tick(Instant.ofEpochMilli(now)), now));
    }

    @Override
    public void process(Record<String, GateInput> record) {
        context.forward(record);
    }
}
