package io.tunnelwatch.simulator.story;

import org.jspecify.annotations.Nullable;

/**
 * A fault of the cloud that lasts for a while.
 *
 * @param from in milliseconds since the scenario, or its last repetition, began
 * @param until the end, exclusive; at most {@code repeat}
 * @param account null for all accounts; the next two likewise
 */
record Fault(
        long from,
        long until,
        long repeat,
        @Nullable String account,
        @Nullable String region,
        @Nullable String action,
        Effect effect) {
    boolean applies(long millis, String account, String region, String action) {
        long within = repeat == 0 ? millis : millis % repeat;
        return within >= from
                && within < until
                && meant(this.account, account)
                && meant(this.region, region)
                && meant(this.action, action);
    }

    private static boolean meant(@Nullable String wanted, String given) {
        return wanted == null || wanted.equals(given);
    }
}
