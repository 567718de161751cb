package io.tunnelwatch.app.platform.registry;

import io.tunnelwatch.app.platform.registry.SchemaStore.Version;

/** Where schemas are written. The store knows a write once it returns. */
interface SchemaLog {
    void write(Version version);

    void writeLevel(String subject, String level);

    /** To be called before a decision on what to write: a write that was not confirmed may have arrived nevertheless. */
    void settle();
}
