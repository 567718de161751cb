package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;

/** Records one after another, as what reads a topic reads each of them. */
public final class HandDecoder<T> {
    private final DatumReader<T> reader;

    public HandDecoder(Schema schema) {
        this.reader = GeneratedCoders.reader(schema, schema);
    }

    /**
     * Those up to the first that cannot be read.
     *
     * @param from where they begin
     */
    public List<T> read(byte[] records, int from) {
        var read = new ArrayList<T>();
        var decoder = new RecordDecoder();
        decoder.take(records, from);
        try {
            while (!decoder.isEnd()) {
                read.add(reader.read(null, decoder));
            }
        } catch (IOException | RuntimeException e) { // as the deserializer does, which calls it unreadable
            return read;
        }
        return read;
    }
}
