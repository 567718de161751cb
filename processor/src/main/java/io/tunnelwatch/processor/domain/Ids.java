package io.tunnelwatch.processor.domain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Names for events that are the same on every replay: they are made of what happened and where in the log it stands, never of
 * a clock or a counter of our own.
 */
final class Ids {
    private static final int BYTES = 16;
    private static final MessageDigest SHA256 = found();

    private Ids() {}

    /** Who an alert is, all its life: nothing that can change is in it. */
    static String fingerprint(Target target, AlertKey key) {
        return hash(target.account(), target.region(), key.entity(), key.rule().name());
    }

    static String step(String fingerprint, AlertStep.Status status, Order order) {
        return hash(fingerprint, status.name(), order.toString());
    }

    static String transition(Target target, Transition.Kind kind, String subject, String becomes, Order order) {
        return hash(target.account(), target.region(), kind.name(), subject, becomes, order.toString());
    }

    /** A zero byte between the parts, which none of them can hold: "a", "bc" is not "ab", "c". */
    private static String hash(String... parts) {
        byte[] digest = sha256().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
    }

    /** A copy of one that has digested nothing: to look for the algorithm each time takes as long as to use it. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's own can be copied", e);
        }
    }

    private static MessageDigest found() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
