package io.tunnelwatch.sink.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A token that has just been made.
 *
 * @param token the secret, which is kept nowhere
 * @param line the line of http.tokens.file that admits it
 */
public record NewToken(String token, String line) {
    /** As many random bits as its hash has. */
    private static final int BYTES = 32;

    private static final String PREFIX = "tw_";

    /**
     * Makes a token.
     *
     * @param tags {@code tag=value}, to which the commands of an operator are limited
     */
    public static NewToken make(String name, String role, List<String> tags, SecureRandom random) {
        String limits = String.join(",", tags);
        CallerText.parse("The command", name, role, limits);
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        return new NewToken(token, name + ":" + role + (limits.isEmpty() ? "" : ":" + limits) + ":" + sha256(token));
    }

    /** The hash by which a token or a password is kept and found. */
    static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Shows the line only. */
    @Override
    public String toString() {
        return "NewToken[" + line + "]";
    }
}
