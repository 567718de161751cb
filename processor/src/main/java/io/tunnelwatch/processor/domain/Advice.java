package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.facet.Reading;

/** What to do next: the first step of the runbook's section. */
final class Advice {
    private Advice() {}

    static String of(Reading reading) {
        return switch (reading.reason()) {
            case PHASE1_NOT_ESTABLISHED ->
                "Check that the peer answers on UDP 500 and 4500. Then compare the pre-shared key, the IKE version, the"
                        + " algorithms and the identities of both sides.";
            case PHASE2_PENDING ->
                "Send traffic through the tunnel. If it stays down, compare the protected subnets of both sides.";
            case PHASE2_NOT_ESTABLISHED ->
                "Compare the protected subnets, the phase 2 algorithms and the PFS group of both sides.";
            case ALL_TUNNELS_DOWN ->
                "Check what both tunnels share: the peer's device, its internet link, and recent changes. Then check each"
                        + " tunnel, at the phase at which it stops.";
            case SOME_TUNNELS_DOWN ->
                "Repair the tunnel before the other one fails too. Check it at the phase at which it stops.";
            case BGP_NOT_ESTABLISHED ->
                "If the tunnel is up, compare the AS numbers, the tunnel addresses and the MD5 key of both sides. Check that"
                        + " TCP 179 passes through the tunnel.";
            case HEALTH_CHECK_FAILED ->
                "Check that the probed host is up, has a route back, and may answer through its firewall.";
            case SHARED_GATEWAY ->
                "For a VPN gateway (vpn-...), check its state, its bill and its bandwidth. For a customer gateway (cgw-...),"
                        + " check the device and its internet link.";
            case STORM ->
                "Nothing failed just now. Go through the connections: repair those that should be up, and mute the others"
                        + " with the setting alerts.local.";
            case SCANS_FAILING ->
                "The tunnels may be up: Tunnelwatch cannot see them. Read the log of ingest for the error, then check the way"
                        + " to the cloud's API.";
            case CREDENTIALS_REFUSED ->
                "The tunnels may be up: Tunnelwatch cannot see them. Check that the access key exists, is active and has not"
                        + " expired, and that the clock of the ingest machine is right.";
            case PERMISSION_REFUSED ->
                "The tunnels may be up: Tunnelwatch cannot see them. Allow vpc:DescribeVpnConnections and"
                        + " vpc:DescribeVpnConnection for the access key in this region.";
            case DELETIONS_HELD ->
                "If the connections were deleted on purpose, set poll.missing.share=1 until they are gone from the board."
                        + " If not, check whether the permissions of the access key were changed.";
            case POLLER_SILENT ->
                "The tunnels may be up: Tunnelwatch cannot see them. Check that the ingest process runs and reaches Kafka.";
            case UNKNOWN,
                    IPSEC_ESTABLISHED,
                    BGP_ESTABLISHED,
                    HEALTH_CHECK_PASSED,
                    ALL_TUNNELS_UP,
                    TUNNELS_NOT_SEEN,
                    SWITCHED_OFF,
                    STATUS_MISSING,
                    STATUS_NOT_RECOGNISED,
                    NOT_SEEN,
                    SCANS_COMPLETE,
                    // Reasons of SERVICE, which no alert is about.
                    ROUTE_REVOKED,
                    BGP_NOT_SEEN,
                    HEALTH_CHECK_NOT_SEEN -> "";
        };
    }
}
