package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.Unscanned;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once why a target cannot be seen, in the words that name the cure, and once that it is seen again. What keeps many
 * targets from being seen alike is said of the first of them only.
 */
final class Troubles implements PollListener {
    private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

    private final PollListener next;
    private final Map<Target, Trouble> troubles = new HashMap<>();

    private record Trouble(FailureClass failureClass, String code, String reason) {
        /** How it is worded may differ from look to look. */
        boolean isStill(@Nullable Trouble before) {
            return before != null && failureClass == before.failureClass && code.equals(before.code);
        }
    }

    Troubles(PollListener next) {
        this.next = next;
    }

    /** These targets are polled here, and no others. */
    synchronized void watch(Collection<Target> targets) {
        troubles.keySet().retainAll(targets);
    }

    @Override
    public void scanned(Target target, Scan scan) {
        next.scanned(target, scan);
        if (scan instanceof Unscanned failed) {
            failed(target, failed);
        } else {
            seen(target);
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

    @Override
    public void committed(Target target, List<Observation> observations, int connections) {
        next.committed(target, observations, connections);
    }
}
