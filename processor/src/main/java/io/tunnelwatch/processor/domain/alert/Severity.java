package io.tunnelwatch.processor.domain.alert;

/** The severity of an alert. */
public enum Severity {
    WARNING,
    CRITICAL
}
