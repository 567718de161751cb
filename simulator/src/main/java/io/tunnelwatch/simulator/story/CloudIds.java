package io.tunnelwatch.simulator.story;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;

/** Makes ids that look like the cloud's from names: the same on every machine, and still readable. */
public final class CloudIds {
    private static final int ID_LENGTH = 20;

    private CloudIds() {}

    public static String id(String kind, String name) {
        String letters = letters(name);
        String start = letters.substring(0, Math.min(letters.length(), 14));
        return kind + "-" + start + digest(kind + "/" + name).substring(0, ID_LENGTH - start.length());
    }

    static String letters(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            // 256 bits are at most 50 digits to base 36; padding keeps the length the same.
            return "%50s".formatted(new BigInteger(1, hash).toString(36)).replace(' ', '0');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
