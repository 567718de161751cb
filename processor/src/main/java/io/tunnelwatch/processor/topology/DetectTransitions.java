package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.MemoryCodec;
import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.state.ConnectionMemory;
import io.tunnelwatch.processor.state.TargetMemory;
import io.tunnelwatch.v1.Observation;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Decode, get, decide, put, forward. Nothing after the put may fail for a reason that lies in the data. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class DetectTransitions implements Processor<String, Observation, String, SpecificRecord> {
    private final Detector detector;
    private final Haste haste;
    private final Witness witness;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, TargetMemory> targets;
    private KeyValueStore<String, ConnectionMemory> connections;

    DetectTransitions(Detector detector, Haste haste, Witness witness) {
        this.detector = detector;
        this.haste = haste;
        this.witness = witness;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.targets = context.getStateStore(Names.TARGETS);
        this.connections = context.getStateStore(Names.CONNECTIONS);
    }

    @Override
    public void process(Record<String, Observation> record) {
        var observation = ObservationCodec.decode(record.key(), record.value());
        var memory = new StoredMemory(connections, observation.target());
        Decision decision = detector.decide(known(observation.target()), memory, observation);
        var told = decision.events().stream()
                .map(it -> Told.of(it, record.timestamp()))
                .toList();
        remember(observation.target(), decision);
        told.forEach(it -> context.forward(it.record(), it.node()));
        witness.decided(observation, record.value().getNextPollDue(), decision);
        if (!told.isEmpty() && haste.commitsNow()) {
            context.commit();
        }
    }

    private @Nullable TargetState known(Target target) {
        TargetMemory remembered = targets.get(target.toString());
        return remembered == null ? null : MemoryCodec.decode(remembered);
    }

    private void remember(Target target, Decision decision) {
        decision.forgotten().forEach(id -> connections.delete(StoredMemory.key(target, id)));
        decision.changed()
                .forEach((id, state) -> connections.put(StoredMemory.key(target, id), MemoryCodec.encode(state)));
        decision.target().ifPresent(state -> targets.put(target.toString(), MemoryCodec.encode(state)));
    }
}
