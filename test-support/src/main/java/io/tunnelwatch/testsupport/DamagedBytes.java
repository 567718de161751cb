package io.tunnelwatch.testsupport;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Damaged forms of bytes that were written with Avro, as a broken disk or another program may leave them. */
public final class DamagedBytes {
    /** Length of the header of Avro's single-object encoding: two bytes of a marker, and eight that name the schema. */
    public static final int HEADER = 10;

    private static final int MARKER = 2;

    private final byte[] whole;
    private final Random random;

    public DamagedBytes(byte[] whole, Random random) {
        this.whole = whole.clone();
        this.random = random;
    }

    /** Returns every beginning of the bytes. */
    public List<byte[]> cut() {
        return IntStream.range(0, whole.length)
                .mapToObj(length -> Arrays.copyOf(whole, length))
                .toList();
    }

    /** Returns so many forms with one to three bits flipped. */
    public List<byte[]> flipped(int count) {
        return IntStream.range(0, count).mapToObj(i -> flip(1 + i % 3)).toList();
    }

    private byte[] flip(int bits) {
        byte[] flipped = whole.clone();
        for (int i = 0; i < bits; i++) {
            flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
        return flipped;
    }

    /** Returns so many forms with noise behind the first bytes. */
    public List<byte[]> noiseBehind(int first, int count) {
        return IntStream.range(0, count).mapToObj(i -> noise(first)).toList();
    }

    private byte[] noise(int first) {
        byte[] noise = new byte[whole.length];
        random.nextBytes(noise);
        System.arraycopy(whole, 0, noise, 0, Math.min(first, whole.length));
        return noise;
    }

    /** Returns whether the header of the damaged bytes names another schema, which may be that of a newer version. */
    public boolean namesAnotherSchema(byte[] damaged) {
        return damaged.length >= HEADER
                && Arrays.equals(damaged, 0, MARKER, whole, 0, MARKER)
                && !Arrays.equals(damaged, MARKER, HEADER, whole, MARKER, HEADER);
    }
}
