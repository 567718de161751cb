package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a target's problem once, with its cure, and its end once. A problem that many targets share is logged for the first of
 * them only.
 */
final class TargetProblemLog implements PollListener {
    private static final Logger LOG = LoggerFactory.getLogger(TargetProblemLog.class);

    private final PollListener next;
    private final Map<TargetId, Problem> problems = new HashMap<>();

    /** Targets with so many missing connections that none is treated as deleted. */
    private final Set<TargetId> holding = new HashSet<>();

    /** Targets whose scan takes longer than the poll interval. */
    private final Set<TargetId> slow = new HashSet<>();

    private Duration interval;

    private record Problem(FailureClass failureClass, String code, String reason) {
        /** Compares class and code only: the wording may differ from scan to scan. */
        boolean isStill(@Nullable Problem before) {
            return before != null && failureClass == before.failureClass && code.equals(before.code);
        }
    }

    TargetProblemLog(PollListener next, Duration interval) {
        this.next = next;
        this.interval = interval;
    }

    /** Sets the targets that this process polls. */
    synchronized void watch(Collection<TargetId> targets, Duration pollInterval) {
        problems.keySet().retainAll(targets);
        holding.retainAll(targets);
        slow.retainAll(targets);
        interval = pollInterval;
    }

    @Override
    public void scanned(TargetId target, Scan scan) {
        next.scanned(target, scan);
        if (scan instanceof FailedScan failed) {
            failed(target, failed);
        } else if (scan instanceof CompleteScan scanned) {
            seen(target);
            took(target, Duration.between(scanned.startedAt(), scanned.observedAt()));
        }
    }

    private synchronized void failed(TargetId target, FailedScan scan) {
        var problem = new Problem(scan.failureClass(), scan.code(), scan.detail());
        boolean isSaid = problem.isStill(problems.get(target)) || problems.containsValue(problem);
        problems.put(target, problem);
        if (!isSaid) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("code", problem.code())
                    .addKeyValue("reason", problem.reason())
                    .log("A target cannot be scanned");
        }
    }

    private synchronized void seen(TargetId target) {
        Problem over = problems.remove(target);
        if (over != null && !problems.containsValue(over)) {
            LOG.atInfo().addKeyValue("target", target).log("The target can be scanned again");
        }
    }

    private synchronized void took(TargetId target, Duration time) {
        if (time.compareTo(interval) > 0 && slow.add(target)) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("seconds", time.toSeconds())
                    .log("A scan takes longer than poll.interval: changes are published late. Set poll.interval "
                            + "above the time of a scan, or raise quota.share if "
                            + "tunnelwatch_ingest_quota_wait_seconds_total grows. See docs/runbook.md#slow_scans");
        } else if (time.compareTo(interval.multipliedBy(3).dividedBy(4)) <= 0 && slow.remove(target)) {
            LOG.atInfo().addKeyValue("target", target).log("Scans fit into poll.interval again");
        }
    }

    @Override
    public void committed(TargetId target, List<Observation> observations, int connections) {
        next.committed(target, observations, connections);
        if (observations.get(observations.size() - 1).getBody() instanceof ScanCompleted completed) {
            held(target, completed.getDeletionsHeld(), connections);
        }
    }

    private synchronized void held(TargetId target, int missing, int of) {
        if (missing > 0 && holding.add(target)) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("missing", missing)
                    .addKeyValue("of", of)
                    .log("Too many connections are missing at once: none of them is treated as deleted. If they "
                            + "were deleted, set poll.missing.share=1 until they are gone. If not, check the "
                            + "permissions of the access key. See docs/runbook.md#deletions_held");
        } else if (missing == 0 && holding.remove(target)) {
            LOG.atInfo()
                    .addKeyValue("target", target)
                    .log("Deletions are accepted again: the missing connections are back, or their deletion is "
                            + "proved");
        }
    }
}
