package io.tunnelwatch.processor.domain.alert;

import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The rules that the operator may tune.
 *
 * @param onTraffic hold of a connection that negotiates only when there is traffic: when idle, it may be down
 * @param local overrides for some connections; all that match apply, a later one wins
 */
public record Rules(Map<AlertRule, Hold> holds, Duration onTraffic, List<LocalRule> local) {
    /**
     * A brief drop must not alert, and a brief recovery must not resolve: firing and resolving need this many scans, and the
     * time.
     */
    static final int MIN_SCANS = 2;

    /** Time that consequences need to recover after their cause: BGP takes up to three minutes. */
    static final Duration CONSEQUENCE_GRACE = Duration.ofMinutes(3);

    /** Connections that go down within this time may have one cause. */
    public static final Duration SAME_CAUSE_WITHIN = Duration.ofMinutes(2);

    /** This many connections of a gateway suggest one cause: two may be chance. */
    public static final int ENOUGH_FOR_ONE_CAUSE = 3;

    /** After this many poll intervals without a complete scan, the state is unknown. */
    private static final int GAP_IN_INTERVALS = 3;

    /**
     * Time that a target may go without a complete scan. In nanoseconds, because a Duration multiplies by way of BigDecimal.
     */
    public static Duration staleAfter(Duration pollInterval) {
        return Duration.ofNanos(pollInterval.toNanos() * GAP_IN_INTERVALS);
    }

    /**
     * The time bad before an alert fires, and the time good before it resolves.
     *
     * @param beforeResolving long enough that a tunnel that comes and goes does not alert each time
     */
    public record Hold(Duration beforeFiring, Duration beforeResolving) {}

    public Rules {
        local = List.copyOf(local);
        holds = Map.copyOf(new EnumMap<>(holds));
        for (AlertRule rule : AlertRule.values()) {
            if (!holds.containsKey(rule)) {
                throw new IllegalArgumentException("No hold for " + rule);
            }
        }
    }

    public static Rules defaults() {
        var holds = new EnumMap<AlertRule, Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            holds.put(rule, new Hold(Duration.ofSeconds(90), Duration.ofMinutes(5)));
        }
        holds.put(AlertRule.ConnectionDown, new Hold(Duration.ofSeconds(60), Duration.ofMinutes(5)));
        return new Rules(holds, Duration.ofMinutes(15), List.of());
    }

    public Hold hold(AlertRule rule) {
        return java.util.Objects.requireNonNull(holds.get(rule));
    }

    /** The hold of a rule for one connection. */
    public Hold hold(AlertRule rule, Snapshot snapshot) {
        Hold usual = hold(rule);
        boolean mayIdle = rule == AlertRule.ConnectionDown && snapshot.negotiatesOnTraffic();
        Hold hold = mayIdle && usual.beforeFiring().compareTo(onTraffic) < 0
                ? new Hold(onTraffic, usual.beforeResolving())
                : usual;
        for (LocalRule it : local) {
            if (it.isAbout(rule, snapshot.context())) {
                hold = it.apply(hold);
            }
        }
        return hold;
    }
}
