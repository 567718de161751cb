package io.tunnelwatch.app.interop;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.RandomData;
import org.jspecify.annotations.Nullable;

/** Random records of a schema, in Avro's binary form, the same for the same seed; times are in years of four digits. */
final class CatalogueRecords {
    private static final long SOME_YEARS_MILLIS = 4_000_000_000_000L;

    private CatalogueRecords() {}

    static List<byte[]> of(Schema schema, int count, int seed) {
        var records = new ArrayList<byte[]>();
        for (Object datum : new RandomData(schema, count, seed)) {
            records.add(encoded(schema, withPlausibleTimes(schema, datum)));
        }
        return records;
    }

    private static byte[] encoded(Schema schema, @Nullable Object datum) {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static @Nullable Object withPlausibleTimes(Schema schema, @Nullable Object datum) {
        if (datum instanceof IndexedRecord record) {
            record.getSchema()
                    .getFields()
                    .forEach(field ->
                            record.put(field.pos(), withPlausibleTimes(field.schema(), record.get(field.pos()))));
        } else if (datum instanceof List<?> items) {
            items.forEach(it -> withPlausibleTimes(schema.getElementType(), it));
        } else if (datum instanceof Long number && isTime(schema)) {
            return Math.floorMod(number, SOME_YEARS_MILLIS);
        }
        return datum;
    }

    private static boolean isTime(Schema schema) {
        return schema.isUnion()
                ? schema.getTypes().stream().anyMatch(CatalogueRecords::isTime)
                : schema.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }
}
