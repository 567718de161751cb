package io.tunnelwatch.app.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A struct in Thrift's compact protocol, in which Parquet describes itself. Fields are given in the order of their ids. */
final class ThriftStruct {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int STOP = 0;

    /** A list's length fits beside its type only below this. */
    private static final int SHORT_LIST = 15;

    private final ByteArrayOutputStream out;
    private int lastId;

    private ThriftStruct(ByteArrayOutputStream out) {
        this.out = out;
    }

    static byte[] bytes(Consumer<ThriftStruct> fields) {
        var out = new ByteArrayOutputStream();
        write(out, fields);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Consumer<ThriftStruct> fields) {
        fields.accept(new ThriftStruct(out));
        out.write(STOP);
    }

    ThriftStruct number(int id, int value) {
        head(id, I32);
        zigzag(value);
        return this;
    }

    ThriftStruct bigNumber(int id, long value) {
        head(id, I64);
        zigzag(value);
        return this;
    }

    ThriftStruct bool(int id, boolean value) {
        head(id, value ? TRUE : FALSE);
        return this;
    }

    ThriftStruct text(int id, String value) {
        head(id, BINARY);
        binary(value);
        return this;
    }

    ThriftStruct struct(int id, Consumer<ThriftStruct> fields) {
        head(id, STRUCT);
        write(out, fields);
        return this;
    }

    ThriftStruct numbers(int id, List<Integer> values) {
        list(id, I32, values.size());
        values.forEach(this::zigzag);
        return this;
    }

    ThriftStruct texts(int id, List<String> values) {
        list(id, BINARY, values.size());
        values.forEach(this::binary);
        return this;
    }

    <T> ThriftStruct structs(int id, List<T> values, BiConsumer<ThriftStruct, T> fields) {
        list(id, STRUCT, values.size());
        values.forEach(value -> write(out, struct -> fields.accept(struct, value)));
        return this;
    }

    /** Writes the header of a field. The distance of ids always fits: no struct of Parquet leaves out that many fields. */
    private void head(int id, int type) {
        out.write(((id - lastId) << 4) | type);
        lastId = id;
    }

    private void list(int id, int type, int size) {
        head(id, LIST);
        out.write((Math.min(size, SHORT_LIST) << 4) | type);
        if (size >= SHORT_LIST) {
            variable(out, size);
        }
    }

    private void binary(String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        variable(out, text.length);
        out.writeBytes(text);
    }

    private void zigzag(long value) {
        variable(out, (value << 1) ^ (value >> 63));
    }

    /** Writes a variable-length integer: seven bits to a byte, the lowest first. Parquet uses the same for its own numbers. */
    static void variable(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
