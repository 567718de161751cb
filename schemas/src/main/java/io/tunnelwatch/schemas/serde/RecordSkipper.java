package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;

/**
 * Skips a value without making objects of it. It fails for the bytes that cannot be decoded and for no others, so what was
 * skipped can be decoded later. Avro's own skipping passes over blocks of known length without a look at them.
 */
@FunctionalInterface
public interface RecordSkipper {
    void skip(Decoder in) throws IOException;

    /** A skipper for values that were written with this schema, which does not contain itself. */
    static RecordSkipper of(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                inTurn(schema.getFields().stream().map(it -> of(it.schema())).toList());
            case UNION ->
                oneOf(schema.getTypes().stream().map(RecordSkipper::of).toList());
            case ARRAY -> each(of(schema.getElementType()));
            case STRING -> Decoder::skipString;
            case BYTES -> Decoder::skipBytes;
            case INT -> Decoder::readInt;
            case LONG -> Decoder::readLong;
            case BOOLEAN -> Decoder::readBoolean;
            case NULL -> Decoder::readNull;
            case ENUM, FIXED, FLOAT, DOUBLE, MAP ->
                throw new IllegalArgumentException("No skipper for " + schema.getType());
        };
    }

    private static RecordSkipper inTurn(List<RecordSkipper> fields) {
        var all = fields.toArray(RecordSkipper[]::new);
        return in -> {
            for (RecordSkipper it : all) {
                it.skip(in);
            }
        };
    }

    private static RecordSkipper oneOf(List<RecordSkipper> branches) {
        var all = branches.toArray(RecordSkipper[]::new);
        return in -> all[in.readIndex()].skip(in);
    }

    private static RecordSkipper each(RecordSkipper item) {
        return in -> {
            for (long items = in.readArrayStart(); items > 0; items = in.arrayNext()) {
                for (long i = 0; i < items; i++) {
                    item.skip(in);
                }
            }
        };
    }
}
