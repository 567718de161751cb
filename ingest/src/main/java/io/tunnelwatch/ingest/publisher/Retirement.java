package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;

/** Makes the observation that retires a target. */
public final class Retirement {
    private Retirement() {}

    /**
     * The retirement. Its order is just after the last judged observation, in the same epoch: a process that polls the target
     * meanwhile has a later epoch, and is neither silenced nor overruled.
     *
     * @param it the target as last judged
     * @param by group or user that retires the target
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
