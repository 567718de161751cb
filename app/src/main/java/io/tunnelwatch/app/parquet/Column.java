package io.tunnelwatch.app.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** A column and what stands in it. Its numbers are those of the format's definition. */
public record Column(String name, Kind kind) {
    private static final int UTF8 = 0;
    private static final int TIMESTAMP_MILLIS = 9;

    /** What can stand in a column. */
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

    /** To the millisecond, in UTC. */
    public static Column moment(String name) {
        return new Column(name, Kind.MOMENT);
    }

    /** A value, given as text, in the encoding that is called plain. */
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

    /** What it means, once for readers of the first versions and once for those of today. */
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
