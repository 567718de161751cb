package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.poller.LastActivity;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The API within the budgets; a call that must wait blocks its thread. */
record BudgetedVpnApi(VpnApi api, Budgets budgets, IngestMetrics metrics, LastActivity progress) implements VpnApi {
    /** Sleep between two signs of progress: short enough not to count as stuck. */
    private static final Duration NAP = Duration.ofSeconds(10);

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        return within(
                budgets.describe("DescribeVpnConnections", target),
                target,
                () -> api.connections(target, page, pageSize));
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        return within(
                budgets.describe("DescribeVpnConnection", target), target, () -> api.connection(target, connectionId));
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        return ifRoom(budgets.download(target), () -> api.peerConfiguration(target, connectionId));
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        return ifRoom(budgets.diagnose(target), () -> api.diagnoses(target, connectionIds, tunnelIds));
    }

    /** Skips an optional call if the quota is used up, instead of delaying it. */
    private static <T> Outcome<T> ifRoom(Budget budget, Supplier<Outcome<T>> call) {
        return budget.tryTake(Duration.ofNanos(System.nanoTime()))
                ? call.get()
                : Failed.without(FailureClass.THROTTLED, "not called: this minute's quota is used up");
    }

    private <T> Outcome<T> within(Budget budget, TargetId target, Supplier<Outcome<T>> call) {
        Duration wait = budget.reserve(Duration.ofNanos(System.nanoTime()));
        try {
            if (!wait.isZero()) {
                metrics.waitedForQuota(wait);
                sleep(wait, target);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failed.without(FailureClass.UNKNOWN, "not called: this program is closing");
        }
        return call.get();
    }

    /** Sleeps and keeps reporting progress: waiting for quota is not being stuck. */
    private void sleep(Duration wait, TargetId target) throws InterruptedException {
        long end = System.nanoTime() + wait.toNanos();
        for (long left = wait.toNanos(); left > 0; left = end - System.nanoTime()) {
            progress.mark(target);
            TimeUnit.NANOSECONDS.sleep(Math.min(left, NAP.toNanos()));
        }
        progress.mark(target);
    }

    /** The time between two pages of a large listing at full use of the quota. */
    @Override
    public Duration spacing() {
        return budgets.spacing();
    }
}
