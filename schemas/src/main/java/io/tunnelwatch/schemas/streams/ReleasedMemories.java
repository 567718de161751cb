package io.tunnelwatch.schemas.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The schemas that released versions remembered by: {@code <name>.<version>.avsc} beside the record's class, from 1 without a hole. */
public final class ReleasedMemories {
    private ReleasedMemories() {}

    public static List<Schema> of(Class<? extends SpecificRecord> type) {
        var released = new ArrayList<Schema>();
        for (int version = 1; ; version++) {
            try (InputStream file = type.getResourceAsStream(type.getSimpleName() + "." + version + ".avsc")) {
                if (file == null) {
                    return released;
                }
                released.add(new Schema.Parser().parse(file));
            } catch (IOException e) {
                throw new UncheckedIOException("A schema that travels with the program cannot be read", e);
            }
        }
    }
}
