package io.tunnelwatch.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;

/** Avro's readers and writers with the code that was generated for our records, which Avro leaves unused unless it is told. */
public final class GeneratedCoders {
    private GeneratedCoders() {}

    @SuppressWarnings("unchecked") // Avro's writers are of whatever their data is of
    public static <T> DatumWriter<T> writer(Schema schema) {
        return (DatumWriter<T>) data(schema).createDatumWriter(schema);
    }

    @SuppressWarnings("unchecked")
    public static <T> DatumReader<T> reader(Schema written, Schema known) {
        return (DatumReader<T>) data(known).createDatumReader(written, known);
    }

    /** What our records of this schema are read and written by. */
    public static SpecificData data(Schema schema) {
        SpecificData data = SpecificData.getForSchema(schema);
        data.setCustomCoders(true);
        return data;
    }
}
