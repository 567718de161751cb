package io.tunnelwatch.ingest.document;

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
 * Keyed fingerprints of secrets, which show a rotation and let two ends be compared. They are keyed because a pre-shared key is
 * often short enough to be guessed from a plain hash.
 */
public final class Fingerprints {
    /** 16 bytes: different keys do not collide by chance, and nobody has to read 64 digits. */
    private static final int BYTES = 16;

    /** Reset by each fingerprint and reused; creating one costs more than using it. */
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

    /** The fingerprint of these characters, which are wiped; empty for an empty secret. */
    public String of(char[] characters, int offset, int length) {
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
