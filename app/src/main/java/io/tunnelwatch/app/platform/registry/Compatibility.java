package io.tunnelwatch.app.platform.registry;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;

/** Compatibility levels: whether a schema may follow earlier ones. */
enum Compatibility {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean newReadsOld;
    private final boolean oldReadsNew;
    private final boolean transitive;

    Compatibility(boolean newReadsOld, boolean oldReadsNew, boolean transitive) {
        this.newReadsOld = newReadsOld;
        this.oldReadsNew = oldReadsNew;
        this.transitive = transitive;
    }

    static boolean isLevel(String name) {
        return names().contains(name);
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Enum::name).toList();
    }

    /**
     * Returns whether the schema may follow.
     *
     * @param before oldest first
     */
    boolean allows(Schema schema, List<Schema> before) {
        List<Schema> compared =
                transitive || before.isEmpty() ? before : before.subList(before.size() - 1, before.size());
        return compared.stream()
                .allMatch(it -> (!newReadsOld || reads(schema, it)) && (!oldReadsNew || reads(it, schema)));
    }

    private static boolean reads(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                        .getType()
                == SchemaCompatibilityType.COMPATIBLE;
    }
}
