package io.tunnelwatch.sink.packet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The style sheet of the page, which stands in the file itself, and the policy that allows it and nothing else: no script, no
 * picture, no address.
 */
final class Style {
    static final String SHEET = sheet();

    /** The policy in the file, for a browser that opens it from a disk. */
    static final String POLICY =
            "default-src 'none'; style-src 'sha256-" + hash(SHEET) + "'; base-uri 'none'; form-action 'none'";

    /** The policy of the answer, which says also what a policy in a file cannot. */
    static final String POLICY_OF_ANSWER = POLICY + "; frame-ancestors 'none'";

    private Style() {}

    private static String sheet() {
        try (var stream = Style.class.getResourceAsStream("/packet/packet.css")) {
            if (stream == null) {
                throw new IllegalStateException("The jar lacks the style sheet of packets");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The jar's style sheet cannot be read", e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
