package io.tunnelwatch.ingest.mapper;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed fingerprints of secrets, by which a rotation can be seen and two ends compared. Keyed, because a pre-shared key
 * is often short enough to be guessed from a plain hash.
 */
public final class Fingerprints {
    /** 16 bytes: two keys that differ will not meet by chance, and nobody has to read 64 digits. */
    private static final int BYTES = 16;

    private final SecretKeySpec key;

    public Fingerprints(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** The characters are wiped. No secret has no fingerprint. */
    String of(char[] characters, int offset, int length) {
        if (length == 0) {
            return "";
        }
        ByteBuffer utf8 = ByteBuffer.allocate(length * 3);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(characters, offset, length), utf8, true);
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(utf8.array(), 0, utf8.position());
            return HexFormat.of().formatHex(mac.doFinal(), 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        } finally {
            Arrays.fill(utf8.array(), (byte) 0);
            Arrays.fill(characters, offset, offset + length, '\0');
        }
    }
}
