package io.tunnelwatch.app.platform.registry;

import io.tunnelwatch.app.platform.registry.SchemaStore.Version;

/** The log that schemas are written to. The store knows a write once it returns. */
interface SchemaLog {
    void write(String key, String value);

    default void write(Version version) {
        write(SchemaRecords.key(version), SchemaRecords.value(version));
    }

    default void writeLevel(String subject, String level) {
        write(SchemaRecords.levelKey(subject), SchemaRecords.levelValue(level));
    }

    /** To be called before a decision on what to write: a write that was not confirmed may have arrived nevertheless. */
    void settle();
}
