package io.tunnelwatch.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.specific.SpecificData;

/** Avro's readers and writers that use the code generated for our records; Avro ignores it by default. */
public final class GeneratedCoders {
    private GeneratedCoders() {}

    @SuppressWarnings("unchecked") // the type of Avro's writers is the type of their data
    public static <T> DatumWriter<T> writer(Schema schema) {
        return (DatumWriter<T>) data(schema).createDatumWriter(schema);
    }

    @SuppressWarnings("unchecked")
    public static <T> DatumReader<T> reader(Schema written, Schema known) {
        return (DatumReader<T>) data(known).createDatumReader(written, known);
    }

    /** The data model that reads and writes our records of this schema, with custom coders on. */
    public static SpecificData data(Schema schema) {
        SpecificData data = SpecificData.getForSchema(schema);
        data.setCustomCoders(true);
        return data;
    }
}
