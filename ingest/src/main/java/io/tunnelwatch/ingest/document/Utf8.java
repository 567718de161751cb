package io.tunnelwatch.ingest.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks that bytes are UTF-8. Jackson accepts some invalid bytes in names, and such a field would be lost silently. */
final class Utf8 {
    /** The highest bit of each of eight bytes, which no ASCII character has. */
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    static boolean is(byte[] body) {
        return isAscii(body) || isDecodable(body);
    }

    /** Looks at eight bytes at once, since every body is looked at. */
    private static boolean isAscii(byte[] body) {
        var in = ByteBuffer.wrap(body);
        long all = 0;
        while (in.remaining() >= Long.BYTES) {
            all |= in.getLong();
        }
        while (in.hasRemaining()) {
            all |= in.get();
        }
        return (all & HIGH_BITS) == 0;
    }

    private static boolean isDecodable(byte[] body) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(body);
        var passing = CharBuffer.allocate(1024);
        CoderResult result;
        do {
            result = decoder.decode(in, passing.clear(), true);
        } while (result.isOverflow());
        Arrays.fill(passing.array(), '\0');
        return result.isUnderflow();
    }
}
