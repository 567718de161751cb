package io.tunnelwatch.processor.domain;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What an alert says to a tired person. */
final class Words {
    private Words() {}

    static String firing(String subject, AlertKey key, AlertState.Onset onset, AlertState.Trouble trouble) {
        String begun = onset.initial()
                ? ", and was so when first seen at " + time(onset.since())
                : " since " + time(onset.since()) + " (last seen well " + time(onset.notBefore()) + ")";
        return subject + " " + wrong(key, trouble) + begun + ".";
    }

    static String resolved(String subject, AlertKey key, Instant goodSince, @Nullable Instant badSince) {
        String lasted = badSince == null ? "" : ", after " + duration(badSince, goodSince);
        return subject + " " + right(key.rule()) + " since " + time(goodSince) + lasted + ".";
    }

    static String deleted(String subject, Instant now) {
        return subject + " was deleted; seen gone at " + time(now) + ".";
    }

    private static String wrong(AlertKey key, AlertState.Trouble trouble) {
        return switch (key.rule()) {
            case ConnectionDown -> "is down: " + reason(trouble.reading());
            case ConnectionDegraded ->
                "has lost redundancy: " + trouble.reading().raw();
            case BgpDown ->
                "has lost BGP on " + key.entity() + " (status \""
                        + trouble.reading().raw() + "\")";
            case HealthCheckFailed -> "fails its health check";
            case TargetStale -> "cannot be seen: " + reason(trouble.reading());
            case GatewayDown ->
                "is down, or what lies behind it: " + trouble.reading().raw();
            case Summary ->
                "was seen for the first time, and much is bad: "
                        + trouble.reading().raw();
        };
    }

    private static String right(AlertRule rule) {
        return switch (rule) {
            case ConnectionDown -> "is up again";
            case ConnectionDegraded -> "has both tunnels again";
            case BgpDown -> "has BGP again";
            case HealthCheckFailed -> "passes its health check again";
            case TargetStale -> "is seen again";
            case GatewayDown -> "has its connections again";
            case Summary -> "has recovered from what was bad at first sight";
        };
    }

    private static String reason(Reading reading) {
        return switch (reading.reason()) {
            case PHASE1_NOT_ESTABLISHED -> "phase 1 (IKE) is not established";
            case PHASE2_PENDING -> "phase 1 stands, phase 2 (IPsec) is pending";
            case PHASE2_NOT_ESTABLISHED -> "phase 2 (IPsec) is not established";
            case ALL_TUNNELS_DOWN -> "no tunnel is up";
            case SCANS_FAILING -> "no complete look at it succeeds (" + reading.raw() + ")";
            case CREDENTIALS_REFUSED -> "the cloud refuses the credentials (" + reading.raw() + ")";
            case PERMISSION_REFUSED -> "the cloud denies permission (" + reading.raw() + ")";
            case POLLER_SILENT -> "no poller has been heard of";
            case UNKNOWN,
                    IPSEC_ESTABLISHED,
                    BGP_ESTABLISHED,
                    BGP_NOT_ESTABLISHED,
                    HEALTH_CHECK_PASSED,
                    HEALTH_CHECK_FAILED,
                    ALL_TUNNELS_UP,
                    SOME_TUNNELS_DOWN,
                    TUNNELS_NOT_SEEN,
                    SWITCHED_OFF,
                    STATUS_MISSING,
                    STATUS_NOT_RECOGNISED,
                    NOT_SEEN,
                    SCANS_COMPLETE,
                    SHARED_GATEWAY,
                    STORM -> "status \"" + reading.raw() + "\"";
        };
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String duration(Instant from, Instant to) {
        long seconds = ChronoUnit.SECONDS.between(from, to);
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
