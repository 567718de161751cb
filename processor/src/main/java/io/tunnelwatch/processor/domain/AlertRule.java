package io.tunnelwatch.processor.domain;

/** What is worth telling a person. The names are public: they stand in the topics and in settings. */
public enum AlertRule {
    ConnectionDown,
    ConnectionDegraded,
    BgpDown,
    HealthCheckFailed,
    TargetStale
}
