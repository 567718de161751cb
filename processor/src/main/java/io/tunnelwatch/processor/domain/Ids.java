package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Target;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ids of events that are the same on every replay: derived from what happened and its position in the log, never from a clock
 * or a counter.
 */
final class Ids {
    private static final int BYTES = 16;
    private static final MessageDigest SHA256 = found();

    private Ids() {}

    /** The id of an alert for all its life: it contains nothing that can change. */
    static String fingerprint(Target target, AlertKey key) {
        return hash(target.account(), target.region(), key.entity(), key.rule().name());
    }

    static String step(String fingerprint, AlertStatus status, Order order) {
        return hash(fingerprint, status.name(), order.toString());
    }

    static String transition(Target target, Transition.Kind kind, String subject, String becomes, Order order) {
        return hash(target.account(), target.region(), kind.name(), subject, becomes, order.toString());
    }

    /** Hashes parts separated by a zero byte, which none of them can contain: "a", "bc" is not "ab", "c". */
    private static String hash(String... parts) {
        byte[] digest = sha256().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
    }

    /** A clone of an unused digest: looking up the algorithm takes as long as using it. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The JDK's digests can be cloned", e);
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
