package io.tunnelwatch.sink.history;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The clock of each target, made of its observations: strikes when an hour is over and what was seen in it has had time to
 * arrive. It needs no store: after a restart it strikes the latest hour once more, which those that hear it have heard.
 */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class StrikeHours implements Processor<String, byte[], String, Long> {
    /**
     * A gap is noticed after three poll intervals and begins where the target was last seen; a processor may be away for
     * a restart. What comes later than this is right all the same: it corrects what was told.
     */
    private static final long GRACE_MILLIS = Duration.ofMinutes(5).toMillis();

    private final Map<String, Long> struck = new HashMap<>();
    private ProcessorContext<String, Long> context;

    @Override
    public void init(ProcessorContext<String, Long> context) {
        this.context = context;
    }

    @Override
    public void process(Record<String, byte[]> observation) {
        long hour = HourSums.hourOf(observation.timestamp() - GRACE_MILLIS);
        if (observation.key() != null && hour > struck.getOrDefault(observation.key(), 0L)) {
            struck.put(observation.key(), hour);
            context.forward(new Record<>(observation.key(), hour, observation.timestamp()));
        }
    }
}
