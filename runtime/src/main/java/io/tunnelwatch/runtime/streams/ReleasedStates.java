package io.tunnelwatch.runtime.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * State schemas of released versions: {@code <name>.<version>.avsc} beside the record's class, numbered from 1 without gaps.
 */
public final class ReleasedStates {
    private ReleasedStates() {}

    public static List<Schema> of(Class<? extends SpecificRecord> type) {
        var released = new ArrayList<Schema>();
        for (int version = 1; ; version++) {
            try (InputStream file = type.getResourceAsStream(type.getSimpleName() + "." + version + ".avsc")) {
                if (file == null) {
                    return released;
                }
                released.add(new Schema.Parser().parse(file));
            } catch (IOException e) {
                throw new UncheckedIOException("A schema packaged with the program cannot be read", e);
            }
        }
    }
}
