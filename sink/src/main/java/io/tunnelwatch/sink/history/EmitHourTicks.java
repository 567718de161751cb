package io.tunnelwatch.sink.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Derives each target's clock from its observations: emits an hour tick when an hour is over and late records of it have had
 * time to arrive. It needs no store: after a restart it emits the latest tick again, which the receivers ignore.
 */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class EmitHourTicks implements Processor<String, byte[], String, Long> {
    /**
     * A gap is detected three poll intervals after the target was last seen, and a processor may be restarting. Later
     * transitions are handled as well: they correct the emitted hours.
     */
    private static final long GRACE_MILLIS = Duration.ofMinutes(5).toMillis();

    private final Map<String, Long> lastTick = new HashMap<>();
    private ProcessorContext<String, Long> context;

    @Override
    public void init(ProcessorContext<String, Long> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, byte[]> observation) {
        long hour = HourSums.hourOf(observation.timestamp() - GRACE_MILLIS);
        if (observation.key() != null && hour > lastTick.getOrDefault(observation.key(), 0L)) {
            lastTick.put(observation.key(), hour);
            context.forward(new Record<>(observation.key(), hour, observation.timestamp()));
        }
    }
}
