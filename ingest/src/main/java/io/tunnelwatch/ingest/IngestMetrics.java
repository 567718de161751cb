package io.tunnelwatch.ingest;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The metrics of ingest. Labels are closed sets; the log and the observations tell which target it was. */
final class IngestMetrics implements PollListener, AutoCloseable {
    private final PrometheusRegistry registry;
    private final Clock clock;
    private final List<Collector> registered = new ArrayList<>();
    private final Counter scans;
    private final Counter calls;
    private final Counter observations;
    private final Counter quotaWait;
    private final Counter leftOut;
    private final Map<TargetId, Instant> lastComplete = new ConcurrentHashMap<>();
    private final Map<TargetId, Integer> connections = new ConcurrentHashMap<>();
    private final Map<TargetId, Integer> deletionsHeld = new ConcurrentHashMap<>();

    /** @param cuts texts and lists cut so far, because they were longer than the bounds */
    IngestMetrics(PrometheusRegistry registry, Clock clock, LongSupplier cuts) {
        this.registry = registry;
        this.clock = clock;
        scans = register(Counter.builder()
                .name("tunnelwatch_ingest_scans")
                .help("Scans of a target, by outcome")
                .labelNames("outcome")
                .build());
        calls = register(Counter.builder()
                .name("tunnelwatch_ingest_calls")
                .help("Calls to the cloud, by outcome")
                .labelNames("action", "outcome")
                .build());
        observations = register(Counter.builder()
                .name("tunnelwatch_ingest_observations")
                .help("Observations committed to the log")
                .labelNames("kind")
                .build());
        quotaWait = register(Counter.builder()
                .name("tunnelwatch_ingest_quota_wait_seconds")
                .help("Time for which calls were held back to keep to the share of the cloud's quotas")
                .build());
        leftOut = register(Counter.builder()
                .name("tunnelwatch_ingest_records_left_out")
                .help("Records of the observations that could not be read back, or are not ours; counted at each read")
                .build());
        register(CounterWithCallback.builder()
                .name("tunnelwatch_ingest_cuts")
                .help("Texts and lists of the cloud's answers that were cut because they were longer than the bounds")
                .callback(it -> it.call((double) cuts.getAsLong()))
                .build());
        register(GaugeWithCallback.builder()
                .name("tunnelwatch_ingest_scan_age_seconds")
                .help("Time since the last complete and published scan of the target that has waited longest")
                .callback(it -> it.call(longestAgeSeconds()))
                .build());
        register(GaugeWithCallback.builder()
                .name("tunnelwatch_ingest_targets")
                .help("Targets that this process polls; the other processes poll the others")
                .callback(it -> it.call(lastComplete.size()))
                .build());
        register(GaugeWithCallback.builder()
                .name("tunnelwatch_ingest_connections")
                .help("Connections of all targets that this process polls, as last published")
                .callback(it -> it.call(sum(connections)))
                .build());
        register(GaugeWithCallback.builder()
                .name("tunnelwatch_ingest_deletions_held")
                .help(
                        "Connections that are missing from listings and not treated as deleted, because too many are missing"
                                + " at once; if not 0, somebody should look")
                .callback(it -> it.call(sum(deletionsHeld)))
                .build());
    }

    private <C extends Collector> C register(C collector) {
        registry.register(collector);
        registered.add(collector);
        return collector;
    }

    void called(String action, Outcome<?> outcome) {
        String what = outcome instanceof Failed<?> failed ? label(failed.failureClass()) : "answered";
        calls.labelValues(action, what).inc();
    }

    void leftOut(long records) {
        leftOut.inc(records);
    }

    void waitedForQuota(Duration wait) {
        quotaWait.inc(wait.toMillis() / 1000.0);
    }

    /** Sets the targets that this process polls. */
    void watch(Collection<TargetId> targets) {
        lastComplete.keySet().retainAll(targets);
        connections.keySet().retainAll(targets);
        deletionsHeld.keySet().retainAll(targets);
        targets.forEach(it -> lastComplete.putIfAbsent(it, clock.instant()));
    }

    @Override
    public void scanned(TargetId target, Scan scan) {
        scans.labelValues(scan instanceof FailedScan failed ? label(failed.failureClass()) : "completed")
                .inc();
    }

    @Override
    public void committed(TargetId target, List<Observation> committed, int connectionCount) {
        committed.stream()
                .collect(Collectors.groupingBy(it -> kind(it.getBody()), Collectors.counting()))
                .forEach((kind, count) -> observations.labelValues(kind).inc(count));
        if (!lastComplete.containsKey(target)) {
            return; // committed while its partition was being released
        }
        connections.put(target, connectionCount);
        if (committed.get(committed.size() - 1).getBody() instanceof ScanCompleted completed) {
            lastComplete.put(target, clock.instant());
            deletionsHeld.put(target, completed.getDeletionsHeld());
        }
    }

    private static int sum(Map<TargetId, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).sum();
    }

    private double longestAgeSeconds() {
        Instant now = clock.instant();
        return lastComplete.values().stream()
                .mapToDouble(it -> Duration.between(it, now).toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    private static String kind(Object body) {
        if (body instanceof ConnectionSnapshot) {
            return "snapshot";
        }
        if (body instanceof ConnectionGone) {
            return "gone";
        }
        if (body instanceof Diagnosis) {
            return "diagnosis";
        }
        return body instanceof ScanFailed ? "scan_failed" : "scan_completed";
    }

    private static String label(FailureClass failureClass) {
        return failureClass.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        registered.forEach(registry::unregister);
    }
}
