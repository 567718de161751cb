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
