package io.tunnelwatch.processor.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that released versions remembered by: {@code <name>.<version>.avsc} beside this class, from 1 without a hole. */
final class ReleasedMemories {
    private ReleasedMemories() {}

    static List<Schema> of(Schema today) {
        var released = new ArrayList<Schema>();
        for (int version = 1; ; version++) {
            try (InputStream file =
                    ReleasedMemories.class.getResourceAsStream(today.getName() + "." + version + ".avsc")) {
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
