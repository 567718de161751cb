package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.CommitPacing;
import io.tunnelwatch.runtime.streams.EarlyCommitScheduler;
import io.tunnelwatch.schemas.topics.PolledByHeader;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.v1.Observation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Judges each observation: decodes it, reads the state from the stores, asks the detector, stores the new state, forwards the
 * records. Nothing after the state is stored may fail for a reason in the data.
 */
@SuppressWarnings("NullAway.Init") // init() comes before process()
final class JudgeObservations implements Processor<String, Observation, String, SpecificRecord> {
    private final Detector detector;
    private final CommitPacing commitPacing;
    private final DecisionListener listener;
    private final int partitions;
    private final Set<Target> targets = new HashSet<>();
    private ProcessorContext<String, SpecificRecord> context;
    private StateStores stores;
    private EarlyCommitScheduler commits;
    private @Nullable StoreBackedState last;

    JudgeObservations(Detector detector, CommitPacing commitPacing, DecisionListener listener, int partitions) {
        this.detector = detector;
        this.commitPacing = commitPacing;
        this.listener = listener;
        this.partitions = partitions;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.stores = new StateStores(context);
        this.last = null;
        this.commits = new EarlyCommitScheduler(context, commitPacing);
        var stored = stores.targets();
        stored.forEach(it -> targets.add(it.target()));
        listener.assigned(stored);
    }

    @Override
    public void close() {
        listener.revoked(targets);
    }

    @Override
    public void process(Record<String, Observation> record) {
        var observation =
                ObservationCodec.decode(record.key(), record.value()).polledBy(PolledByHeader.of(record.headers()));
        requirePartition(record.key());
        var state = stateOf(observation.target());
        Decision decision = detector.decide(state.target(), state, observation);
        List<OutputRecord> records = decision.events().isEmpty() // nearly always
                ? List.of()
                : decision.events().stream()
                        .map(it -> OutputRecord.of(it, record.timestamp()))
                        .toList();
        var judged = judged(record, observation, decision);
        state.save(decision);
        records.forEach(this::forward);
        judged.ifPresent(this::forward);
        targets.add(observation.target());
        listener.decided(observation, record.value().getNextPollDue(), decision);
        if (records.isEmpty()) {
            commits.requestIfDue();
        } else {
            commits.published(observation.observedAt());
        }
    }

    /** Observations of a target follow one another. */
    private StoreBackedState stateOf(Target target) {
        if (last == null || !last.isOf(target)) {
            last = new StoreBackedState(stores, target);
        }
        return last;
    }

    /**
     * Refuses an observation in the wrong partition. A writer with another partitioner than Kafka's own, such as a tool that
     * copies topics, would have one target judged by two tasks, one of them without its state.
     */
    private void requirePartition(String target) {
        int place = TargetPartitioner.partition(target, partitions);
        context.recordMetadata()
                .map(RecordMetadata::partition)
                .filter(it -> it != place)
                .ifPresent(it -> {
                    throw new BadRecordException(
                            "An observation of " + target + " is in partition " + it + " and belongs in " + place);
                });
    }

    /** Progress: how far the target is judged. It causes no early commit: for a quiet target it is not urgent. */
    private static Optional<OutputRecord> judged(
            Record<String, Observation> record,
            io.tunnelwatch.processor.domain.observation.Observation observation,
            Decision decision) {
        return observation.body().endsScan()
                ? decision.target().map(it -> OutputRecord.of(it, record.value().getNextPollDue(), record.timestamp()))
                : Optional.empty();
    }

    private void forward(OutputRecord output) {
        context.forward(output.record(), output.node());
    }
}
