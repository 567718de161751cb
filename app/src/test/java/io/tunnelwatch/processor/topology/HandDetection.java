package io.tunnelwatch.processor.topology;

import io.tunnelwatch.app.world.ByteStore;
import io.tunnelwatch.app.world.HandContext;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.state.GroupsMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.runtime.streams.Haste;
import io.tunnelwatch.runtime.streams.MemorySerde;
import io.tunnelwatch.v1.Observation;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Record;

/** The detector's processor on manual stores and a manual context. */
public final class HandDetection {
    private static final MemorySerde<TargetMemory> TARGET = new MemorySerde<>(TargetMemory.class);
    private static final MemorySerde<GroupsMemory> GROUP = new MemorySerde<>(GroupsMemory.class);

    private final HandContext context = new HandContext();
    private final DetectTransitions processor;

    /** @param kept the changelogs of its predecessor */
    public HandDetection(Map<String, Map<String, byte[]>> kept, Witness witness) {
        context.with(new ByteStore<>(Names.TARGETS, TARGET, kept.get(Names.TARGETS)))
                .with(new ByteStore<>(Names.CONNECTIONS, Serdes.ByteArray(), kept.get(Names.CONNECTIONS)))
                .with(new ByteStore<>(Names.RUNNING, Serdes.Boolean(), kept.get(Names.RUNNING)))
                .with(new ByteStore<>(Names.GROUPS, GROUP, kept.get(Names.GROUPS)));
        processor = new DetectTransitions(new Detector(Rules.defaults()), Haste.none(), witness, 1);
        processor.init(context.processorContext());
    }

    public List<HandContext.Forwarded> process(String key, Observation observation) {
        long at = observation.getObservedAt().toEpochMilli();
        processor.process(new Record<>(key, observation, Math.max(0, at))); // as the timestamp extractor does
        return context.drain();
    }

    public Map<String, Map<String, byte[]>> kept() {
        return context.kept();
    }
}
