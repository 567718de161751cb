package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.poller.OwnedPartition;
import io.tunnelwatch.ingest.poller.PollScheduler;
import io.tunnelwatch.ingest.poller.TargetPoller;
import io.tunnelwatch.ingest.publisher.Membership;
import io.tunnelwatch.ingest.publisher.ObservationLogs;
import io.tunnelwatch.ingest.publisher.Retirement;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetView;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The targets that this process polls: the configured ones in the partitions that the group assigned to it. */
final class Assignment implements Membership.AssignmentListener {
    private final PollScheduler scheduler;
    private final VpnApi api;
    private final ObservationLogs logs;
    private final IngestMetrics metrics;
    private final HeapCapacity heap;
    private final TargetProblemLog problemLog;
    private final Clock clock;
    private final RandomGenerator random = new Random();
    /** Fixed for the life of this process, even if its settings file already says another number. */
    private final int partitions;

    private IngestSettings settings;
    private final TreeSet<Integer> owned = new TreeSet<>();
    private final Map<Integer, OwnedPartition> writers = new HashMap<>();

    Assignment(
            PollScheduler scheduler,
            VpnApi api,
            ObservationLogs logs,
            IngestMetrics metrics,
            HeapCapacity heap,
            IngestSettings settings,
            Clock clock) {
        this.scheduler = scheduler;
        this.api = api;
        this.logs = logs;
        this.metrics = metrics;
        this.heap = heap;
        this.problemLog = new TargetProblemLog(metrics, settings.pollOptions().interval());
        this.settings = settings;
        this.partitions = settings.kafka().partitions();
        this.clock = clock;
    }

    @Override
    public synchronized void assigned(Set<Integer> partitions) {
        owned.addAll(partitions);
        startPolling(partitions);
    }

    @Override
    public synchronized void revoked(Set<Integer> partitions) {
        owned.removeAll(partitions);
        stopPolling(partitions);
        watch();
    }

    @Override
    public void clockWasSet() {
        logs.renew();
    }

    /** Applies new settings: partitions whose targets or pace changed are restarted, the others go on undisturbed. */
    synchronized void apply(IngestSettings next) {
        var before = settings;
        var affected = owned.stream()
                .filter(it -> !next.pollOptions().equals(before.pollOptions())
                        || !targets(it, next).equals(targets(it, before)))
                .collect(Collectors.toCollection(TreeSet::new));
        stopPolling(affected);
        settings = next;
        startPolling(affected);
    }

    /** The judged targets in this process's partitions that the settings no longer name. */
    synchronized UnconfiguredTargets unconfigured(Collection<TargetView> views, String group, Instant now) {
        var named = settings.targets().stream().map(TargetId::key).collect(Collectors.toSet());
        return UnconfiguredTargets.of(views, it -> owned.contains(partition(it)), named, group, now);
    }

    /** Writes the retirement into the log; false if that failed, or if this process may no longer write about the target. */
    boolean retire(TargetView it, String group, Instant now) {
        return writer(UnconfiguredTargets.name(it))
                .filter(writer -> writer.retire(Retirement.of(it, RetirementReason.NOT_IN_SETTINGS, group, now)))
                .isPresent();
    }

    /** The writer of the target's partition; created here if no target of the partition is polled. */
    private synchronized Optional<OwnedPartition> writer(String target) {
        int partition = partition(target);
        boolean isNamed = settings.targets().stream().anyMatch(it -> it.key().equals(target));
        if (!owned.contains(partition) || isNamed) {
            return Optional.empty();
        }
        if (!writers.containsKey(partition)) {
            startPolling(partition, List.of());
        }
        return Optional.ofNullable(writers.get(partition));
    }

    private void stopPolling(Set<Integer> partitions) {
        scheduler.stopPolling(partitions);
        writers.keySet().removeAll(partitions);
    }

    private void startPolling(Set<Integer> partitions) {
        partitions.forEach(this::startPolling);
        watch();
    }

    private void watch() {
        var watched =
                owned.stream().flatMap(it -> targets(it, settings).stream()).toList();
        metrics.watch(watched);
        heap.watch(watched);
        problemLog.watch(watched, settings.pollOptions().interval());
    }

    private void startPolling(int partition) {
        List<TargetId> targets = targets(partition, settings);
        if (!targets.isEmpty()) {
            startPolling(partition, targets);
        }
    }

    private void startPolling(int partition, List<TargetId> targets) {
        var writer = new OwnedPartition(
                partition,
                logs.of(partition, targets.stream().map(TargetId::key).toList()));
        writers.put(partition, writer);
        var options = settings.pollOptions();
        scheduler.startPolling(
                writer,
                targets.stream()
                        .map(it -> new TargetPoller(it, options, api, writer, problemLog, clock, random))
                        .toList());
    }

    private List<TargetId> targets(int partition, IngestSettings of) {
        return of.targets().stream()
                .filter(it -> partition(it.key()) == partition)
                .toList();
    }

    private int partition(String target) {
        return TargetPartitioner.partition(target, partitions);
    }
}
