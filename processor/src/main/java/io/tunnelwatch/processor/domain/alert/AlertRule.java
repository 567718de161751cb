package io.tunnelwatch.processor.domain.alert;

/**
 * The alert rules, causes before consequences: an alert inhibits those that come after it here. The names are public: topics
 * and settings contain them.
 */
public enum AlertRule {
    TargetStale,
    Summary,
    GatewayDown,
    ConnectionDown,
    ConnectionDegraded,
    BgpDown,
    HealthCheckFailed;

    /** Returns whether the alert covers many connections. Those were held already, so it has no hold of its own. */
    public boolean isGroupAlert() {
        return this == GatewayDown || this == Summary;
    }
}
