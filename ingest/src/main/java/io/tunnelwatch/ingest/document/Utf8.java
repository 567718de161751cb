package io.tunnelwatch.ingest.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Checks that bytes are UTF-8. Jackson accepts some invalid bytes in names, and such a field would be lost silently. */
final class Utf8 {
    private Utf8() {}

    static boolean is(byte[] body) {
        return isAscii(body) || isDecodable(body);
    }

    private static boolean isAscii(byte[] body) {
        int all = 0;
        for (byte octet : body) {
            all |= octet;
        }
        return all >= 0;
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
