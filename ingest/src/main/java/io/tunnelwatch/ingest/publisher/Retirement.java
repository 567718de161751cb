package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;

/** That a target is not watched any more, as an observation. */
public final class Retirement {
    private Retirement() {}

    /**
     * Just past what was judged of it, in the same epoch: whoever looks at the target meanwhile has an epoch of his own, which is
     * later, and is neither silenced nor overruled.
     *
     * @param it the target as it was judged last
     * @param by the group or the user that says so
     */
    public static Observation of(TargetView it, RetirementReason reason, String by, Instant now) {
        Instant at = now.isAfter(it.getJudgedAt()) ? now : it.getJudgedAt();
        var interval = Duration.ofMillis(it.getPollIntervalMillis());
        return new Observation(
                it.getAccount(),
                it.getRegion(),
                new Order(it.getOrder().getEpoch(), it.getOrder().getScan() + 1, 0),
                at,
                at.plus(interval),
                interval.toMillis(),
                new TargetSilent(it.getJudgedAt(), new TargetRetired(reason, by)));
    }
}
