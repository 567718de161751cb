package io.tunnelwatch.app.running;

import java.util.Locale;

/** What a part is there for. Parts stop in this order: who writes before who reads, and what both stand on last. */
public enum Role {
    INGEST,
    PROCESSOR,
    SINK,
    OPERATIONS,
    SIMULATOR,
    REGISTRY,
    BROKER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
