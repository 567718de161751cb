package io.tunnelwatch.notify.receiver;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that sign a Standard Webhook. There are several while a key is replaced: each signs, and a receiver accepts the
 * message if it knows one of them.
 */
final class StandardWebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 24;
    private static final int LONGEST = 64;

    private final List<byte[]> keys;

    private StandardWebhookSecret(List<byte[]> keys) {
        this.keys = keys;
    }

    /**
     * Reads secrets that are separated by white space.
     *
     * @throws IllegalArgumentException if one has another form; the message does not show it
     */
    static StandardWebhookSecret of(String text) {
        return new StandardWebhookSecret(Arrays.stream(text.strip().split("\\s+"))
                .map(StandardWebhookSecret::key)
                .toList());
    }

    private static byte[] key(String secret) {
        try {
            byte[] key = secret.startsWith(PREFIX)
                    ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                    : new byte[0];
            if (key.length >= SHORTEST && key.length <= LONGEST) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // the same complaint; that of the decoder shows characters of the secret
        }
        throw new IllegalArgumentException(
                "the secret must be '" + PREFIX + "' followed by " + SHORTEST + " to " + LONGEST + " bytes in Base64");
    }

    /** The value of the header {@code webhook-signature}. */
    String signature(String id, long seconds, String body) {
        byte[] content = (id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8);
        return keys.stream().map(it -> "v1," + hmac(it, content)).collect(Collectors.joining(" "));
    }

    private static String hmac(byte[] key, byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
