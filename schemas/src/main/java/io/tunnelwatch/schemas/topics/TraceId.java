package io.tunnelwatch.schemas.topics;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The id that joins the log lines about one scan: those of ingest, of the alert steps that it causes, and of their deliveries.
 * It has the form of a trace id of W3C Trace Context. Everybody can derive it from the {@code order} in a record, so a replay
 * gives the same one, and no record has to carry it.
 */
public final class TraceId {
    /** The key of the value in log lines. */
    public static final String KEY = "trace";

    private static final int BYTES = 16;

    private TraceId() {}

    /** Derives the id of a scan of a target. */
    public static String of(String account, String region, long epoch, long scan) {
        String place = account + "/" + region + "/" + epoch + "/" + scan;
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
