package io.tunnelwatch.sink.history;

import io.tunnelwatch.app.world.ByteStore;
import io.tunnelwatch.app.world.Bytes;
import io.tunnelwatch.app.world.ManualProcessorContext;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Transition;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/** The history's processor on manual stores and a manual context. */
public final class ManualHistory {
    private static final Bytes<ConnectionView> VIEW = new Bytes<>(ConnectionView.getClassSchema());
    private static final StateSerde<History> HISTORY = new StateSerde<>(History.class);

    private final ManualProcessorContext context = new ManualProcessorContext();
    private final RecordHistory processor = new RecordHistory(CommitPacing.regularOnly());

    public ManualHistory(Map<String, Map<String, byte[]>> kept) {
        context.with(new ByteStore<>(HistoryTopology.CONNECTIONS, VIEW, kept.get(HistoryTopology.CONNECTIONS)))
                .with(new ByteStore<>(HistoryTopology.HISTORIES, HISTORY, kept.get(HistoryTopology.HISTORIES)));
        processor.init(context.processorContext());
    }

    public List<ManualProcessorContext.Forwarded> process(String key, Transition transition) {
        long at = transition.getDetectedAt().toEpochMilli();
        processor.process(new Record<>(key, transition, Math.max(0, at))); // as the timestamp extractor does
        return context.drain();
    }

    public Map<String, Map<String, byte[]>> kept() {
        return context.kept();
    }
}
