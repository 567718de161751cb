package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.EarlyCommits;
import io.tunnelwatch.runtime.streams.Haste;
import io.tunnelwatch.schemas.topics.PolledBy;
import io.tunnelwatch.schemas.topics.Shards;
import io.tunnelwatch.v1.Observation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Decode, get, decide, put, forward. Nothing after the put may fail for a reason in the data. */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class DetectTransitions implements Processor<String, Observation, String, SpecificRecord> {
    private final Detector detector;
    private final Haste haste;
    private final Witness witness;
    private final int partitions;
    private final Set<Target> targets = new HashSet<>();
    private ProcessorContext<String, SpecificRecord> context;
    private MemoryStores stores;
    private EarlyCommits commits;

    DetectTransitions(Detector detector, Haste haste, Witness witness, int partitions) {
        this.detector = detector;
        this.haste = haste;
        this.witness = witness;
        this.partitions = partitions;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.stores = new MemoryStores(context);
        this.commits = new EarlyCommits(context, haste);
        var remembered = stores.targets();
        remembered.forEach(it -> targets.add(it.target()));
        witness.assigned(remembered);
    }

    @Override
    public void close() {
        witness.revoked(targets);
    }

    @Override
    public void process(Record<String, Observation> record) {
        var observation = ObservationCodec.decode(record.key(), record.value()).polledBy(PolledBy.of(record.headers()));
        requirePlace(record.key());
        var memory = new StoredMemory(stores, observation.target());
        Decision decision = detector.decide(memory.target(), memory, observation);
        var told = decision.events().stream()
                .map(it -> Told.of(it, record.timestamp()))
                .toList();
        var judged = judged(record, observation, decision);
        memory.remember(decision);
        told.forEach(this::forward);
        judged.ifPresent(this::forward);
        targets.add(observation.target());
        witness.decided(observation, record.value().getNextPollDue(), decision);
        if (told.isEmpty()) {
            commits.ask();
        } else {
            commits.told(observation.observedAt());
        }
    }

    /**
     * Refuses an observation in the wrong partition. A writer with another partitioner than Kafka's own, such as a tool that
     * copies topics, would have one target judged by two tasks, one of them without its state.
     */
    private void requirePlace(String target) {
        int place = Shards.of(target, partitions);
        context.recordMetadata()
                .map(RecordMetadata::partition)
                .filter(it -> it != place)
                .ifPresent(it -> {
                    throw new BadRecordException(
                            "An observation of " + target + " is in partition " + it + " and belongs in " + place);
                });
    }

    /** How far the target is judged. It causes no early commit: for a quiet target it is not urgent. */
    private static Optional<Told> judged(
            Record<String, Observation> record,
            io.tunnelwatch.processor.domain.observation.Observation observation,
            Decision decision) {
        return observation.body().endsLook()
                ? decision.target().map(it -> Told.of(it, record.value().getNextPollDue(), record.timestamp()))
                : Optional.empty();
    }

    private void forward(Told told) {
        context.forward(told.record(), told.node());
    }
}
