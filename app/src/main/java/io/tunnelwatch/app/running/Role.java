package io.tunnelwatch.app.running;

import java.util.Locale;

/** The role of a part. Parts stop in this order: writers before readers, and what both depend on last. */
public enum Role {
    INGEST,
    PROCESSOR,
    SINK,
    NOTIFY,
    TOPIC_WATCH,
    OPERATIONS,
    SIMULATOR,
    REGISTRY,
    BROKER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
