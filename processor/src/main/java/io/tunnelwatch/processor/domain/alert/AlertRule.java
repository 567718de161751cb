package io.tunnelwatch.processor.domain.alert;

/**
 * The alert rules, causes before consequences: an alert is inhibited only by one that comes before it here. {@code Inhibitor} in
 * the package above says by which. The names are public: topics and settings contain them.
 */
public enum AlertRule {
    TargetStale,
    Summary,
    GatewayDown,
    ConnectionDown,
    ConnectionDegraded,
    BgpDown,
    HealthCheckFailed;

    /**
     * Returns whether the alert is a group alert. Its members were held already, so it has no time before firing; it has its own
     * time before it resolves.
     */
    public boolean isGroupAlert() {
        return this == GatewayDown || this == Summary;
    }
}
