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

    /** Stands at its beginning again after each fingerprint; to make one anew costs more than to use it. */
    private final ThreadLocal<Mac> mac;

    public Fingerprints(byte[] key) {
        var spec = new SecretKeySpec(key, "HmacSHA256");
        this.mac = ThreadLocal.withInitial(() -> initialised(spec));
    }

    private static Mac initialised(SecretKeySpec key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
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
            Mac keyed = mac.get();
            keyed.update(utf8.array(), 0, utf8.position());
            return HexFormat.of().formatHex(keyed.doFinal(), 0, BYTES);
        } finally {
            Arrays.fill(utf8.array(), (byte) 0);
            Arrays.fill(characters, offset, offset + length, '\0');
        }
    }
}
