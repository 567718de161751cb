package io.tunnelwatch.ingest.mapper;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a secret is still the same without saying what it is: HMAC-SHA-256 under a key of the operator's. A plain hash
 * would not do; pre-shared keys are short enough to be guessed.
 */
public final class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";

    /** Plenty to tell two keys apart, and short enough to read aloud. */
    private static final int BYTES = 12;

    private final SecretKeySpec key;

    public Fingerprints(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Wipes the characters, as it is the last to need them. */
    String of(char[] characters, int offset, int length) {
        if (length == 0) {
            return "";
        }
        // Three bytes a char is the most that UTF-8 takes; an array of our own can be wiped.
        ByteBuffer secret = ByteBuffer.wrap(new byte[length * 3]);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(characters, offset, length), secret, true);
        secret.flip();
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(secret.duplicate());
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        } finally {
            Arrays.fill(secret.array(), (byte) 0);
            Arrays.fill(characters, offset, offset + length, '\0');
        }
    }

    @Override
    public String toString() {
        return "Fingerprints[redacted]";
    }
}
