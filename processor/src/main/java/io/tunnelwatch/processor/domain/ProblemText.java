package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.List;
import java.util.stream.Collectors;

/** The texts about a problem: in which state the subject of an alert is, and why. */
final class ProblemText {
    /** The number of connections that a text names. */
    static final int NAMED = 5;

    private ProblemText() {}

    /** What is wrong, as a sentence without its full stop. The problem follows after the colon. */
    static String sentence(String subject, AlertKey key, AlertState.Published published) {
        return subject + " " + headline(key.rule(), published) + ": " + problem(key, published);
    }

    private static String headline(AlertRule rule, AlertState.Published published) {
        return switch (rule) {
            case ConnectionDown -> "is down";
            case ConnectionDegraded -> "has no redundancy";
            case BgpDown -> "has no BGP session";
            case HealthCheckFailed -> "fails its health check";
            case TargetStale -> isHeld(published) ? "lists too few connections" : "cannot be scanned";
            case GatewayDown -> "may be down";
            case Summary -> "has many old problems";
        };
    }

    /** The problem itself, without its subject. */
    static String problem(AlertKey key, AlertState.Published published) {
        Reading reading = published.problem().reading();
        String members = published.members().size() + " connections";
        return switch (key.rule()) {
            case ConnectionDown -> reason(reading);
            case ConnectionDegraded -> reading.raw();
            case BgpDown -> "the BGP status of " + key.entity() + " is \"" + reading.raw() + "\"";
            case HealthCheckFailed -> "the health check's status is \"" + reading.raw() + "\"";
            case TargetStale ->
                isHeld(published) ? reading.raw() + ", and none of these is treated as deleted" : reason(reading);
            case GatewayDown ->
                members + " that use it "
                        + (published.onset().initial() ? "were already down together" : "went down together")
                        + " (" + few(published.members()) + ")";
            case Summary -> members + " were bad at the first scan" + " (" + few(published.members()) + ")";
        };
    }

    private static boolean isHeld(AlertState.Published published) {
        return published.problem().reading().reason() == FacetReason.DELETIONS_HELD;
    }

    /** Why a connection or a tunnel is down, or why a target cannot be scanned. */
    private static String reason(Reading reading) {
        return switch (reading.reason()) {
            case PHASE1_NOT_ESTABLISHED -> "phase 1 (IKE) is not established";
            case PHASE2_PENDING -> "phase 1 (IKE) is established, phase 2 (IPsec) is not tried yet";
            case PHASE2_NOT_ESTABLISHED -> "phase 1 (IKE) is established, phase 2 (IPsec) has failed";
            case ALL_TUNNELS_DOWN -> "no tunnel is up";
            case SCANS_FAILING -> "scans fail" + code(reading);
            case CREDENTIALS_REFUSED -> "the cloud refuses the access key" + code(reading);
            case PERMISSION_REFUSED -> "the cloud refuses permission" + code(reading);
            case POLLER_SILENT -> "its poller is silent";
            case UNKNOWN,
                    DELETIONS_HELD,
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
                    STORM,
                    ROUTE_REVOKED,
                    BGP_NOT_SEEN,
                    HEALTH_CHECK_NOT_SEEN -> "the cloud reports \"" + reading.raw() + "\"";
        };
    }

    private static String code(Reading reading) {
        return reading.raw().isEmpty() ? "" : " (" + reading.raw() + ")";
    }

    /** The tunnels of a connection that are down, each with its reason; empty if none is, or if there is only one. */
    static String tunnelsDown(ConnectionState connection) {
        String down = connection.snapshot().tunnels().stream()
                .filter(it -> ipsec(connection, it).state() == FacetState.DOWN)
                .map(it -> it.tunnelId() + (it.role().isBlank() ? "" : " (" + it.role() + ")") + ", "
                        + reason(ipsec(connection, it)))
                .collect(Collectors.joining("; "));
        return down.isEmpty() ? "" : " Tunnels down: " + down + ".";
    }

    private static Reading ipsec(ConnectionState connection, Snapshot.Tunnel tunnel) {
        FacetValue value = connection.facets().get(new FacetId(tunnel.tunnelId(), FacetKind.IPSEC));
        return value == null ? Reading.UNSEEN : value.reading();
    }

    /** The first of several texts, and the number of the others. */
    static String few(List<String> all) {
        String more = all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "";
        return all.stream().limit(NAMED).collect(Collectors.joining(", ")) + more;
    }
}
