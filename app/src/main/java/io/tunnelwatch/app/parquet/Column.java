package io.tunnelwatch.app.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A column and the kind of its values. The numbers are those of Parquet's definition. */
public record Column(String name, Kind kind) {
    private static final int UTF8 = 0;
    private static final int TIMESTAMP_MILLIS = 9;

    /** The kinds of values. */
    public enum Kind {
        TEXT(6),
        MOMENT(2);

        final int physicalType;

        Kind(int physicalType) {
            this.physicalType = physicalType;
        }
    }

    public static Column text(String name) {
        return new Column(name, Kind.TEXT);
    }

    /** A column of instants, to the millisecond, in UTC. */
    public static Column moment(String name) {
        return new Column(name, Kind.MOMENT);
    }

    /** Encodes a value, given as text, in Parquet's encoding PLAIN. */
    byte[] plain(String value) {
        return switch (kind) {
            case TEXT -> {
                byte[] text = value.getBytes(StandardCharsets.UTF_8);
                yield littleEndian(Integer.BYTES + text.length)
                        .putInt(text.length)
                        .put(text)
                        .array();
            }
            case MOMENT ->
                littleEndian(Long.BYTES)
                        .putLong(Instant.parse(value).toEpochMilli())
                        .array();
        };
    }

    /** Writes the column's type twice: as converted type for old readers, as logical type for present ones. */
    void describe(ThriftStruct element) {
        switch (kind) {
            case TEXT -> element.number(6, UTF8).struct(10, logical -> logical.struct(1, string -> {}));
            case MOMENT ->
                element.number(6, TIMESTAMP_MILLIS)
                        .struct(
                                10,
                                logical -> logical.struct(8, timestamp -> timestamp
                                        .bool(1, true) // an instant, not a reading of some local clock
                                        .struct(2, unit -> unit.struct(1, millis -> {}))));
        }
    }

    static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
