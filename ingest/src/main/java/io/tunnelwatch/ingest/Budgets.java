package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The budgets of everything that this process asks the cloud. */
final class Budgets {
    /** What the cloud documents: calls a minute for an account in a region. */
    private static final int DESCRIBE = 600;

    /** The same for an account in all its regions. */
    private static final int DOWNLOAD = 30;

    /** No more than this of it however large the share: nobody waits for these. */
    private static final int DOWNLOAD_TRICKLE = 10;

    /** Documented nowhere; each call has the cloud read logs, so this is far below what other calls may. */
    private static final int DIAGNOSE = 60;

    private final double share;
    private final List<Target> targets;
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

    /**
     * @param share of the documented quotas; the rest is left to the account's other tools
     * @param targets all there are, whichever process polls them
     */
    Budgets(double share, List<Target> targets) {
        this.share = share;
        this.targets = List.copyOf(targets);
    }

    Budget describe(String action, Target target) {
        return budgets.computeIfAbsent(action + " " + target.key(), it -> new Budget(most(DESCRIBE)));
    }

    /** Of two pages of a listing, when all that may be asked is asked. */
    Duration spacing() {
        return Budget.SPAN.dividedBy(most(DESCRIBE));
    }

    /**
     * What the account may do is dealt out to its targets, so that several processes keep to it without asking each other. Of more
     * targets than calls each has one at first, and none again until all had theirs.
     */
    Budget download(Target target) {
        return budgets.computeIfAbsent("download " + target.key(), it -> {
            int most = Math.min(DOWNLOAD_TRICKLE, most(DOWNLOAD));
            int sharers = Math.max(1, (int) targets.stream()
                    .filter(other -> other.account().equals(target.account()))
                    .count());
            int minutes = (sharers + most - 1) / most;
            return new Budget(most * minutes / sharers, Budget.SPAN.multipliedBy(minutes));
        });
    }

    Budget diagnose(Target target) {
        return budgets.computeIfAbsent("diagnose " + target.key(), it -> new Budget(most(DIAGNOSE)));
    }

    private int most(int documented) {
        return Math.max(1, (int) (documented * share));
    }
}
