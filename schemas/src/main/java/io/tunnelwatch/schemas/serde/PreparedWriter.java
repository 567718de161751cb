package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/**
 * Writes records of one schema, in steps that are prepared once. Avro's own writer looks up each value's place in the schema again,
 * since the code that Avro generates does not cover records with times, and nearly all of ours have some. It refuses a schema with
 * a type that none of ours has.
 */
final class PreparedWriter<T> implements DatumWriter<T> {
    private static final Step LONG = (value, out) -> out.writeLong((Long) value);
    private static final Step TIME = (value, out) -> out.writeLong(((Instant) value).toEpochMilli());

    private final Step step;

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
        throw new UnsupportedOperationException("It is for one schema");
    }

    @Override
    public void write(T record, Encoder out) throws IOException {
        step.write(record, out);
    }

    private static Step step(Schema schema) {
        if (schema.getLogicalType() != null) {
            return logical(schema);
        }
        return switch (schema.getType()) {
            case RECORD -> record(schema.getFields());
            case UNION -> union(schema.getTypes());
            case ARRAY -> list(step(schema.getElementType()));
            case STRING -> (value, out) -> out.writeString((String) value);
            case BYTES -> (value, out) -> out.writeBytes((ByteBuffer) value);
            case ENUM -> (value, out) -> out.writeEnum(schema.getEnumOrdinal(value.toString()));
            case LONG -> LONG;
            case INT -> (value, out) -> out.writeInt((Integer) value);
            case BOOLEAN -> (value, out) -> out.writeBoolean((Boolean) value);
            case DOUBLE -> (value, out) -> out.writeDouble((Double) value);
            case NULL -> (value, out) -> out.writeNull();
            case MAP, FIXED, FLOAT -> throw unknown(schema);
        };
    }

    private static Step logical(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return TIME;
        }
        throw unknown(schema);
    }

    private static IllegalArgumentException unknown(Schema schema) {
        return new IllegalArgumentException("No record of ours has the type " + schema);
    }

    private static Step record(List<Schema.Field> fields) {
        Step[] steps = fields.stream().map(it -> step(it.schema())).toArray(Step[]::new);
        return (value, out) -> {
            var record = (IndexedRecord) value;
            for (int i = 0; i < steps.length; i++) {
                try {
                    steps[i].write(record.get(i), out);
                } catch (NullPointerException | ClassCastException e) {
                    throw new AvroRuntimeException(
                            "The value of " + fields.get(i).name() + " does not fit", e);
                }
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

    private static Step union(List<Schema> types) {
        int none = types.indexOf(Schema.create(Schema.Type.NULL));
        return none >= 0 && types.size() == 2 ? optional(none, step(types.get(1 - none))) : oneOf(types);
    }

    private static Step optional(int none, Step step) {
        int some = 1 - none;
        return (value, out) -> {
            if (value == null) {
                out.writeIndex(none);
            } else {
                out.writeIndex(some);
                step.write(value, out);
            }
        };
    }

    private static Step oneOf(List<Schema> records) {
        var indexes = new HashMap<String, Integer>();
        for (Schema it : records) {
            if (it.getType() != Schema.Type.RECORD) {
                throw unknown(Schema.createUnion(records));
            }
            indexes.put(it.getFullName(), indexes.size());
        }
        Step[] steps = records.stream().map(PreparedWriter::step).toArray(Step[]::new);
        return (value, out) -> {
            String name = ((IndexedRecord) value).getSchema().getFullName();
            int index = Objects.requireNonNull(indexes.get(name), "the schema has no such record: " + name);
            out.writeIndex(index);
            steps[index].write(value, out);
        };
    }
}
