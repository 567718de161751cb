package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.v1.Observation;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Decode, get, decide, put, forward. Nothing after the put may fail for a reason that lies in the data. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class DetectTransitions implements Processor<String, Observation, String, SpecificRecord> {
    private final Detector detector;
    private final Haste haste;
    private final Witness witness;
    private ProcessorContext<String, SpecificRecord> context;
    private MemoryStores stores;
    private boolean owesCommit;

    DetectTransitions(Detector detector, Haste haste, Witness witness) {
        this.detector = detector;
        this.haste = haste;
        this.witness = witness;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.stores = new MemoryStores(context);
        // Whoever is told of something too soon after a commit must not have to wait for the next thing to be told.
        context.schedule(Haste.APART, PunctuationType.WALL_CLOCK_TIME, now -> commitWhatIsOwed());
    }

    @Override
    public void process(Record<String, Observation> record) {
        var observation = ObservationCodec.decode(record.key(), record.value());
        var memory = new StoredMemory(stores, observation.target());
        Decision decision = detector.decide(memory.target(), memory, observation);
        var told = decision.events().stream()
                .map(it -> Told.of(it, record.timestamp()))
                .toList();
        memory.remember(decision);
        told.forEach(it -> context.forward(it.record(), it.node()));
        witness.decided(observation, record.value().getNextPollDue(), decision);
        owesCommit |= !told.isEmpty();
        commitWhatIsOwed();
    }

    private void commitWhatIsOwed() {
        if (owesCommit && haste.commitsNow()) {
            owesCommit = false;
            context.commit();
        }
    }
}
