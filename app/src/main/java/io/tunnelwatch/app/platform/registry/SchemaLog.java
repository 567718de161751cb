package io.tunnelwatch.app.platform.registry;

import io.tunnelwatch.app.platform.registry.SchemaStore.Version;

/** The log that schemas are written to. When a write returns, the store knows it. */
interface SchemaLog {
    void write(String key, String value);

    default void write(Version version) {
        write(SchemaRecords.key(version), SchemaRecords.value(version));
    }

    default void writeLevel(String subject, String level) {
        write(SchemaRecords.levelKey(subject), SchemaRecords.levelValue(level));
    }

    /** Call it before deciding what to write: an unconfirmed write may have arrived nevertheless. */
    void settle();
}
