package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;
import org.apache.avro.util.Utf8;

/**
 * Encodes Avro binary into memory, byte for byte as Avro's own encoder does. That one makes a copy of each text and a buffer for
 * each record, which takes longer than all other encoding. Not thread-safe.
 */
public final class RecordEncoder extends Encoder {
    /** Most of our records take 300 to 900 bytes; a larger first buffer would have to be cleared for each of them. */
    private static final int USUAL_CAPACITY = 512;

    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes;
    private int length;

    public RecordEncoder() {
        this(USUAL_CAPACITY);
    }

    RecordEncoder(int capacity) {
        bytes = new byte[capacity];
    }

    /** Encodes a whole record, behind what is encoded so far. */
    public <T> RecordEncoder write(DatumWriter<T> writer, T record) {
        try {
            writer.write(record, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: the target is memory
        }
        return this;
    }

    /** Starts again, in the same buffer. */
    public RecordEncoder reset() {
        length = 0;
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The encoded bytes themselves, not a copy: the next change shows in them. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    @Override
    public void writeNull() {}

    @Override
    public void writeBoolean(boolean it) {
        ensureCapacity(1);
        bytes[length++] = (byte) (it ? 1 : 0);
    }

    @Override
    public void writeInt(int it) {
        writeLong(it);
    }

    /** Encodes a variable-length number: seven bits a byte, the lowest first, zigzag. */
    @Override
    public void writeLong(long it) {
        ensureCapacity(LONGEST_NUMBER);
        long rest = (it << 1) ^ (it >> (Long.SIZE - 1)); // small numbers of either sign stay small
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    @Override
    public void writeFloat(float it) {
        writeLittleEndian(Float.floatToRawIntBits(it), Float.BYTES);
    }

    @Override
    public void writeDouble(double it) {
        writeLittleEndian(Double.doubleToRawLongBits(it), Double.BYTES);
    }

    private void writeLittleEndian(long it, int size) {
        ensureCapacity(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) (it >>> (Byte.SIZE * i));
        }
    }

    /** Nearly every text is ASCII: as many bytes as characters, which need no copy. */
    @Override
    public void writeString(String text) {
        int start = length;
        writeLong(text.length());
        ensureCapacity(text.length());
        int at = length;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next >= 0x80) {
                length = start;
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                writeBytes(utf8, 0, utf8.length);
                return;
            }
            bytes[at++] = (byte) next;
        }
        length = at;
    }

    @Override
    public void writeString(Utf8 text) {
        writeBytes(text.getBytes(), 0, text.getByteLength());
    }

    @Override
    public void writeBytes(ByteBuffer from) {
        int size = from.remaining();
        writeLong(size);
        ensureCapacity(size);
        from.duplicate().get(bytes, length, size);
        length += size;
    }

    @Override
    public void writeBytes(byte[] from, int start, int size) {
        writeLong(size);
        writeFixed(from, start, size);
    }

    @Override
    public void writeFixed(byte[] from, int start, int size) {
        ensureCapacity(size);
        System.arraycopy(from, start, bytes, length, size);
        length += size;
    }

    @Override
    public void writeEnum(int index) {
        writeLong(index);
    }

    @Override
    public void writeIndex(int branch) {
        writeLong(branch);
    }

    @Override
    public void writeArrayStart() {}

    /** Says how many items follow. A list ends with a number of 0, so an empty one is that alone. */
    @Override
    public void setItemCount(long items) {
        if (items > 0) {
            writeLong(items);
        }
    }

    @Override
    public void startItem() {}

    @Override
    public void writeArrayEnd() {
        writeLong(0);
    }

    @Override
    public void writeMapStart() {}

    @Override
    public void writeMapEnd() {
        writeLong(0);
    }

    @Override
    public void flush() {}

    private void ensureCapacity(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
        }
    }
}
