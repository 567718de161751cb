package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/**
 * Writes records of one schema, in steps that are prepared once. Avro's own writer asks the schema again with each value, since
 * the code that Avro generates does not cover records with times, and nearly all of ours have some. It knows the types that our
 * schemas have, and no others.
 */
final class PreparedWriter<T> implements DatumWriter<T> {
    private static final Step LONG = (value, out) -> out.writeLong((Long) value);

    private Step step;

    /** Writes a value of one type, null where the type allows it. */
    @FunctionalInterface
    private interface Step {
        void write(Object value, Encoder out) throws IOException;
    }

    PreparedWriter(Schema schema) {
        step = step(schema);
    }

    @Override
    public void setSchema(Schema schema) {
        step = step(schema);
    }

    @Override
    public void write(T record, Encoder out) throws IOException {
        step.write(record, out);
    }

    private static Step step(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema.getFields());
            case UNION -> union(schema.getTypes());
            case ARRAY -> list(step(schema.getElementType()));
            case STRING -> (value, out) -> out.writeString((String) value);
            case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) value);
            case ENUM -> (value, out) -> out.writeEnum(schema.getEnumOrdinal(value.toString()));
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? PreparedWriter::time : LONG;
            case INT -> (value, out) -> out.writeInt((Integer) value);
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
            case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
            case NULL -> (value, out) -> out.writeNull();
            case MAP, FIXED, FLOAT -> throw new IllegalArgumentException("No record of ours has a " + schema.getType());
        };
    }

    /** A time, which the records of state have as a number. */
    private static void time(Object value, Encoder out) throws IOException {
        out.writeLong(value instanceof Instant time ? time.toEpochMilli() : (Long) value);
    }

    private static Step record(List<Schema.Field> fields) {
        Step[] steps = fields.stream().map(it -> step(it.schema())).toArray(Step[]::new);
        return (value, out) -> {
            var record = (IndexedRecord) value;
            for (int i = 0; i < steps.length; i++) {
                steps[i].write(record.get(i), out);
            }
        };
    }

    private static Step list(Step item) {
        return (value, out) -> {
            var items = (List<?>) value;
            out.writeArrayStart();
            out.setItemCount(items.size());
            for (Object it : items) {
                out.startItem();
                item.write(it, out);
            }
            out.writeArrayEnd();
        };
    }

    /** One of several types. Beside null there is one type, or there are records. */
    private static Step union(List<Schema> types) {
        int none = types.indexOf(Schema.create(Schema.Type.NULL));
        if (none >= 0 && types.size() == 2) {
            int some = 1 - none;
            Step step = step(types.get(some));
            return (value, out) -> {
                if (value == null) {
                    out.writeIndex(none);
                } else {
                    out.writeIndex(some);
                    step.write(value, out);
                }
            };
        }
        Map<String, Integer> indexes = new HashMap<>();
        types.forEach(it -> indexes.put(it.getFullName(), types.indexOf(it)));
        Step[] steps = types.stream().map(PreparedWriter::step).toArray(Step[]::new);
        return (value, out) -> {
            int index = Objects.requireNonNull(
                    indexes.get(((IndexedRecord) value).getSchema().getFullName()));
            out.writeIndex(index);
            steps[index].write(value, out);
        };
    }
}
