package io.tunnelwatch.schemas.topics;

import io.tunnelwatch.v1.Alert;
import org.jspecify.annotations.Nullable;

/**
 * The id that joins the log lines and records about one scan: those of ingest, of the transitions and alerts that it causes, and
 * of their deliveries. It has the form of a trace id of W3C Trace Context. Everybody can derive it from the {@code order} in a
 * record, so a replay gives the same one. Records that are rare carry it in a header too, for the tools that read that.
 */
public final class TraceId {
    /** The key of the value in log lines. */
    public static final String KEY = "trace";

    /** The header of W3C Trace Context. */
    public static final String HEADER = "traceparent";

    private static final int BYTES = 16;
    private static final int PARENT_BYTES = 8;

    private TraceId() {}

    /** Derives the id of a scan of a target. */
    public static String of(String account, String region, long epoch, long scan) {
        return ShortHash.of(account + "/" + region + "/" + epoch + "/" + scan, BYTES);
    }

    /** The id of the scan that caused this step of an alert; empty if there is no alert. */
    public static String of(@Nullable Alert alert) {
        return alert == null
                ? ""
                : of(
                        alert.getAccount(),
                        alert.getRegion(),
                        alert.getOrder().getEpoch(),
                        alert.getOrder().getScan());
    }

    /** The value of {@link #HEADER} for an event of a scan: version, trace, the event's own part, and "recorded". */
    static String header(String trace, String eventId) {
        return "00-" + trace + "-" + ShortHash.of(eventId, PARENT_BYTES) + "-01";
    }
}
