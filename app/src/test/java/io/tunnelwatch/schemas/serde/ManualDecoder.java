package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;

/** Decodes records one after another, as a reader of a topic decodes each. */
public final class ManualDecoder<T> {
    private final DatumReader<T> reader;

    public ManualDecoder(Schema schema) {
        this.reader = RecordCoders.reader(schema, schema);
    }

    /**
     * The records before the first that cannot be read.
     *
     * @param from offset of the first record
     */
    public List<T> read(byte[] records, int from) {
        var read = new ArrayList<T>();
        var decoder = new RecordDecoder();
        decoder.reset(records, from);
        try {
            while (!decoder.isEnd()) {
                read.add(reader.read(null, decoder));
            }
        } catch (IOException | RuntimeException e) { // as the deserializer, which calls it unreadable
            return read;
        }
        return read;
    }
}
