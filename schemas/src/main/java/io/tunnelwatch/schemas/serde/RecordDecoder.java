package io.tunnelwatch.schemas.serde;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Avro binary within the bytes of one record. Avro's own decoder trusts a length and allocates it before it looks for
 * the bytes, so a record of ten bytes can request two gigabytes and end the process; its limits are system properties that must
 * be set before Avro is first used. Here a length beyond the record is an ordinary error.
 */
public final class RecordDecoder extends Decoder {
    private static final int LONG_BITS = 64;

    private byte[] bytes = {};
    private int position;
    private int end;

    /** Starts decoding a record whose Avro part begins at this index. */
    public void reset(byte[] record, int from) {
        reset(record, from, record.length);
    }

    /** Starts decoding a record that is a slice of an array. */
    public void reset(byte[] array, int from, int to) {
        bytes = array;
        position = from;
        end = to;
    }

    public boolean isEnd() {
        return position == end;
    }

    /** The index in the array of what is decoded next. */
    public int position() {
        return position;
    }

    /** Starts decoding the same bytes again, from this index. */
    public void rewind(int to) {
        position = to;
    }

    /** Another decoder, of what lies between this index and the present one. */
    public RecordDecoder since(int from) {
        var part = new RecordDecoder();
        part.reset(bytes, from, position);
        return part;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws EOFException {
        return bytes[advance(1)] == 1;
    }

    @Override
    public int readInt() throws EOFException {
        long value = readLong();
        if ((int) value != value) {
            throw new AvroRuntimeException("Not an int: " + value);
        }
        return (int) value;
    }

    /** Decodes a variable-length number: seven bits a byte, the lowest first, zigzag. */
    @Override
    public long readLong() throws EOFException {
        if (position < end && bytes[position] >= 0) { // one byte: the case of nearly every length and choice
            long only = bytes[position++];
            return (only >>> 1) ^ -(only & 1);
        }
        long value = 0;
        for (int shift = 0; shift < LONG_BITS; shift += 7) {
            byte next = bytes[advance(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new AvroRuntimeException("A number is longer than ten bytes");
    }

    @Override
    public float readFloat() throws EOFException {
        return Float.intBitsToFloat((int) littleEndian(Float.BYTES));
    }

    @Override
    public double readDouble() throws EOFException {
        return Double.longBitsToDouble(littleEndian(Double.BYTES));
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws EOFException {
        return new Utf8(chunk());
    }

    @Override
    public String readString() throws EOFException {
        int length = length();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws EOFException {
        advance(length());
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws EOFException {
        return ByteBuffer.wrap(chunk());
    }

    @Override
    public void skipBytes() throws EOFException {
        advance(length());
    }

    @Override
    public void readFixed(byte[] into, int start, int length) throws EOFException {
        System.arraycopy(bytes, advance(length), into, start, length);
    }

    @Override
    public void skipFixed(int length) throws EOFException {
        advance(length);
    }

    @Override
    public int readEnum() throws EOFException {
        return readInt();
    }

    @Override
    public int readIndex() throws EOFException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws EOFException {
        return items();
    }

    @Override
    public long arrayNext() throws EOFException {
        return items();
    }

    @Override
    public long skipArray() throws EOFException {
        return itemsToSkip();
    }

    @Override
    public long readMapStart() throws EOFException {
        return items();
    }

    @Override
    public long mapNext() throws EOFException {
        return items();
    }

    @Override
    public long skipMap() throws EOFException {
        return itemsToSkip();
    }

    /** The item count of the next block; after a negative count comes the block's size in bytes. */
    private long items() throws EOFException {
        long count = readLong();
        if (count >= 0) {
            return possible(count);
        }
        readLong();
        return possible(-count);
    }

    private long itemsToSkip() throws EOFException {
        long count = readLong();
        while (count < 0) {
            advance(length());
            count = readLong();
        }
        return possible(count);
    }

    /** Checks a count against the bytes left; every item of our schemas takes at least one byte. */
    private long possible(long count) throws EOFException {
        if (count < 0 || count > end - position) {
            throw new EOFException("More items than bytes: " + count);
        }
        return count;
    }

    private byte[] chunk() throws EOFException {
        int length = length();
        int from = advance(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private int length() throws EOFException {
        long length = readLong();
        if (length < 0 || length > end - position) {
            throw new EOFException("A length beyond the record: " + length);
        }
        return (int) length;
    }

    private long littleEndian(int size) throws EOFException {
        int from = advance(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = (value << Byte.SIZE) | (bytes[from + i] & 0xFFL);
        }
        return value;
    }

    /** Consumes this many bytes and returns the index of the first. */
    private int advance(int length) throws EOFException {
        if (length > end - position) {
            throw new EOFException("The record ends too early");
        }
        int from = position;
        position += length;
        return from;
    }
}
