package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.poller.Poller;
import io.tunnelwatch.ingest.poller.Shard;
import io.tunnelwatch.ingest.poller.TargetPoller;
import io.tunnelwatch.ingest.poller.TargetPoller.Pace;
import io.tunnelwatch.ingest.publisher.Membership;
import io.tunnelwatch.ingest.publisher.ObservationLogs;
import io.tunnelwatch.ingest.publisher.Shards;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** What this process polls: the configured targets of the partitions that the group gave it. */
final class Holdings implements Membership.Owner {
    private final Poller poller;
    private final VpnApi api;
    private final ObservationLogs logs;
    private final IngestMetrics metrics;
    private final Clock clock;
    private final RandomGenerator random = new Random();
    private final IngestSettings settings;
    private final TreeSet<Integer> owned = new TreeSet<>();

    Holdings(
            Poller poller,
            VpnApi api,
            ObservationLogs logs,
            IngestMetrics metrics,
            IngestSettings settings,
            Clock clock) {
        this.poller = poller;
        this.api = api;
        this.logs = logs;
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized void own(Set<Integer> partitions) {
        owned.addAll(partitions);
        partitions.forEach(this::hold);
        metrics.watch(owned.stream().flatMap(it -> targets(it).stream()).toList());
    }

    @Override
    public synchronized void disown(Set<Integer> partitions) {
        owned.removeAll(partitions);
        poller.release(partitions);
        metrics.watch(owned.stream().flatMap(it -> targets(it).stream()).toList());
    }

    private void hold(int partition) {
        List<Target> targets = targets(partition);
        if (targets.isEmpty()) {
            return;
        }
        var shard = new Shard(
                partition, logs.of(partition, targets.stream().map(Target::key).toList()));
        var pace = new Pace(settings.pollInterval(), settings.keyScanInterval(), settings.recheckInterval());
        poller.hold(
                shard,
                targets.stream()
                        .map(it -> new TargetPoller(it, pace, api, shard, metrics, clock, random))
                        .toList());
    }

    private List<Target> targets(int partition) {
        return settings.targets().stream()
                .filter(it -> Shards.of(it.key(), Topics.OBSERVATIONS.partitions()) == partition)
                .toList();
    }
}
