package io.tunnelwatch.processor.domain;

/**
 * What is worth telling a person, the cause before what follows from it: an alert speaks for those that come after it here.
 * The names are public: they stand in the topics and in settings.
 */
public enum AlertRule {
    TargetStale,
    Summary,
    GatewayDown,
    ConnectionDown,
    ConnectionDegraded,
    BgpDown,
    HealthCheckFailed;

    /** Whether it speaks for many connections. Those have waited already: it has no hold of its own. */
    public boolean isOfMany() {
        return this == GatewayDown || this == Summary;
    }
}
