package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.Scanned;
import io.tunnelwatch.ingest.scanner.Scan.Unscanned;
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
 * Says once what is wrong with a target, in the words that name the cure, and once that it is over. What keeps many targets
 * from being seen alike is said of the first of them only.
 */
final class Troubles implements PollListener {
    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

    private final PollListener next;
    private final Map<Target, Trouble> troubles = new HashMap<>();

    /** Of which so much is missing that it is not believed. */
    private final Set<Target> holding = new HashSet<>();

    /** A look at which takes longer than there is time until the next one. */
    private final Set<Target> slow = new HashSet<>();

    private Duration interval;

    private record Trouble(FailureClass failureClass, String code, String reason) {
        /** How it is worded may differ from look to look. */
        boolean isStill(@Nullable Trouble before) {
            return before != null && failureClass == before.failureClass && code.equals(before.code);
        }
    }

    Troubles(PollListener next, Duration interval) {
        this.next = next;
        this.interval = interval;
    }

    /** These targets are polled here, and no others. */
    synchronized void watch(Collection<Target> targets, Duration pollInterval) {
        troubles.keySet().retainAll(targets);
        holding.retainAll(targets);
        slow.retainAll(targets);
        interval = pollInterval;
    }

    @Override
    public void scanned(Target target, Scan scan) {
        next.scanned(target, scan);
        if (scan instanceof Unscanned failed) {
            failed(target, failed);
        } else if (scan instanceof Scanned scanned) {
            seen(target);
            took(target, Duration.between(scanned.startedAt(), scanned.observedAt()));
        }
    }

    private synchronized void failed(Target target, Unscanned scan) {
        var trouble = new Trouble(scan.failureClass(), scan.code(), scan.detail());
        boolean isSaid = trouble.isStill(troubles.get(target)) || troubles.containsValue(trouble);
        troubles.put(target, trouble);
        if (!isSaid) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("code", trouble.code())
                    .addKeyValue("reason", trouble.reason())
                    .log("A target cannot be seen");
        }
    }

    private synchronized void seen(Target target) {
        Trouble over = troubles.remove(target);
        if (over != null && !troubles.containsValue(over)) {
            LOG.atInfo().addKeyValue("target", target).log("Seen again");
        }
    }

    private synchronized void took(Target target, Duration time) {
        if (time.compareTo(interval) > 0 && slow.add(target)) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("seconds", time.toSeconds())
                    .log(
                            "A scan takes longer than poll.interval, so that changes are told late, and nothing is known of the"
                                    + " target while one takes three times as long: set poll.interval above it, or raise"
                                    + " quota.share if tunnelwatch_ingest_quota_wait_seconds_total grows");
        } else if (time.compareTo(interval.multipliedBy(3).dividedBy(4)) <= 0 && slow.remove(target)) {
            LOG.atInfo().addKeyValue("target", target).log("Scans are done in time again");
        }
    }

    @Override
    public void committed(Target target, List<Observation> observations, int connections) {
        next.committed(target, observations, connections);
        if (observations.get(observations.size() - 1).getBody() instanceof ScanCompleted completed) {
            held(target, completed.getDeletionsHeld(), connections);
        }
    }

    private synchronized void held(Target target, int missing, int of) {
        if (missing > 0 && holding.add(target)) {
            LOG.atWarn()
                    .addKeyValue("target", target)
                    .addKeyValue("missing", missing)
                    .addKeyValue("of", of)
                    .log(
                            "So many connections are missing at once that none is taken for deleted, which may be a fault of"
                                    + " the listing or of permissions; if they were deleted, set poll.missing.share to 1"
                                    + " until they are gone");
        } else if (missing == 0 && holding.remove(target)) {
            LOG.atInfo().addKeyValue("target", target).log("Deletions are believed again");
        }
    }
}
