package io.tunnelwatch.schemas.serde;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.util.RandomData;

/** Random records of any schema, the same for the same seed, as Avro's own code writes them. */
final class RandomRecords {
    /** A record with every type of Avro. */
    static final Schema EVERYTHING = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "Everything", "fields": [
              {"name": "none", "type": "null"}, {"name": "flag", "type": "boolean"},
              {"name": "int", "type": "int"}, {"name": "long", "type": "long"},
              {"name": "float", "type": "float"}, {"name": "double", "type": "double"},
              {"name": "bytes", "type": "bytes"}, {"name": "string", "type": "string"},
              {"name": "javaString", "type": {"type": "string", "avro.java.string": "String"}},
              {"name": "fixed", "type": {"type": "fixed", "name": "Five", "size": 5}},
              {"name": "enum", "type": {"type": "enum", "name": "E", "symbols": ["A", "B", "C"]}},
              {"name": "array", "type": {"type": "array", "items": ["null", "string", {"type": "array", "items": "long"}]}},
              {"name": "map", "type": {"type": "map", "values": "double"}}]}""");

    private RandomRecords() {}

    static List<byte[]> of(Schema schema, int count, int seed) {
        var records = new ArrayList<byte[]>();
        for (Object datum : new RandomData(schema, count, seed)) {
            var bytes = new ByteArrayOutputStream();
            encode(schema, datum, org.apache.avro.io.EncoderFactory.get().binaryEncoder(bytes, null));
            records.add(bytes.toByteArray());
        }
        return records;
    }

    private static void encode(Schema schema, Object datum, BinaryEncoder encoder) {
        try {
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
