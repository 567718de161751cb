package io.tunnelwatch.processor.domain;

/** How much it matters. */
public enum Severity {
    WARNING,
    CRITICAL
}
