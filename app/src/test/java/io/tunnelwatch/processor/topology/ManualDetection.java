package io.tunnelwatch.processor.topology;

import io.tunnelwatch.app.world.ByteStore;
import io.tunnelwatch.app.world.ManualProcessorContext;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.v1.Observation;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Record;

/** The detector's processor on manual stores and a manual context. */
public final class ManualDetection {
    private static final StateSerde<TargetMemory> TARGET = new StateSerde<>(TargetMemory.class);
    private static final StateSerde<GroupsMemory> GROUP = new StateSerde<>(GroupsMemory.class);

    private final ManualProcessorContext context = new ManualProcessorContext();
    private final JudgeObservations processor;

    /** @param kept the changelogs of its predecessor */
    public ManualDetection(Map<String, Map<String, byte[]>> kept, DecisionListener witness) {
        context.with(new ByteStore<>(TopologyNames.TARGETS, TARGET, kept.get(TopologyNames.TARGETS)))
                .with(new ByteStore<>(
                        TopologyNames.CONNECTIONS, Serdes.ByteArray(), kept.get(TopologyNames.CONNECTIONS)))
                .with(new ByteStore<>(
                        TopologyNames.AWAITING_SCAN_END, Serdes.Boolean(), kept.get(TopologyNames.AWAITING_SCAN_END)))
                .with(new ByteStore<>(TopologyNames.GROUPS, GROUP, kept.get(TopologyNames.GROUPS)));
        processor = new JudgeObservations(new Detector(Rules.defaults()), CommitPacing.regularOnly(), witness, 1);
        processor.init(context.processorContext());
    }

    public List<ManualProcessorContext.Forwarded> process(String key, Observation observation) {
        long at = observation.getObservedAt().toEpochMilli();
        processor.process(new Record<>(key, observation, Math.max(0, at))); // as the timestamp extractor does
        return context.drain();
    }

    public Map<String, Map<String, byte[]>> kept() {
        return context.kept();
    }
}
