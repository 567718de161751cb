package io.tunnelwatch.processor.domain;

/** The severity of an alert. */
public enum Severity {
    WARNING,
    CRITICAL
}
