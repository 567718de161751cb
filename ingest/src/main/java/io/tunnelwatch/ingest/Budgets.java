package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.TargetId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The budgets of all calls of this process to the cloud. */
final class Budgets {
    /** The documented quota: calls a minute for an account in a region. */
    private static final int DESCRIBE = 600;

    /** The documented quota of downloads: calls a minute for an account in all its regions together. */
    private static final int DOWNLOAD = 30;

    /** At most this many however large the share: downloads are optional and not urgent. */
    private static final int DOWNLOAD_TRICKLE = 10;

    /** No quota is documented; each call makes the cloud read logs, so this is far below the quota of other calls. */
    private static final int DIAGNOSE = 60;

    private final double share;
    private final List<TargetId> targets;
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

    /**
     * @param share of the documented quotas to use; the rest is left to the account's other tools
     * @param targets all configured targets, whichever process polls them
     */
    Budgets(double share, List<TargetId> targets) {
        this.share = share;
        this.targets = List.copyOf(targets);
    }

    Budget describe(String action, TargetId target) {
        return budgets.computeIfAbsent(action + " " + target.key(), it -> new Budget(most(DESCRIBE)));
    }

    /** The time between two pages of a listing at full use of the quota. */
    Duration spacing() {
        return Budget.SPAN.dividedBy(most(DESCRIBE));
    }

    /**
     * The budget of a target for downloads: an equal part of the account's quota, so several processes keep within it without
     * coordination. If there are more targets than calls a minute, each target gets one call in several minutes.
     */
    Budget download(TargetId target) {
        return budgets.computeIfAbsent("download " + target.key(), it -> {
            int most = Math.min(DOWNLOAD_TRICKLE, most(DOWNLOAD));
            int sharers = Math.max(1, (int) targets.stream()
                    .filter(other -> other.account().equals(target.account()))
                    .count());
            int minutes = (sharers + most - 1) / most;
            return new Budget(most * minutes / sharers, Budget.SPAN.multipliedBy(minutes));
        });
    }

    Budget diagnose(TargetId target) {
        return budgets.computeIfAbsent("diagnose " + target.key(), it -> new Budget(most(DIAGNOSE)));
    }

    private int most(int documented) {
        return Math.max(1, (int) (documented * share));
    }
}
