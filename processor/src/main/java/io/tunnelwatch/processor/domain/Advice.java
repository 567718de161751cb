package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.facet.Reading;

/** The likely cause and the next step: the first line of the runbook's section. */
final class Advice {
    private Advice() {}

    static String of(Reading reading) {
        return switch (reading.reason()) {
            case PHASE1_NOT_ESTABLISHED ->
                "Likely IKE or the way to the peer: see whether the peer answers on UDP 500 and 4500, then compare"
                        + " pre-shared key, IKE version, algorithms and identities.";
            case PHASE2_PENDING ->
                "Likely IPsec, or no traffic: send some through the tunnel, then compare the protected subnets.";
            case PHASE2_NOT_ESTABLISHED ->
                "Likely IPsec: compare protected subnets, phase 2 algorithms and the PFS group of both sides.";
            case ALL_TUNNELS_DOWN ->
                "Likely what both tunnels share: the peer's device, its line, or a change to both. See one tunnel's status"
                        + " for the phase at which it stops.";
            case SOME_TUNNELS_DOWN ->
                "Traffic goes on through the other tunnel. See the lost tunnel's status for the phase at which it stops.";
            case BGP_NOT_ESTABLISHED ->
                "Likely routing: if the tunnel is up, compare AS numbers, tunnel addresses and MD5 key, and see whether TCP"
                        + " 179 passes through it.";
            case HEALTH_CHECK_FAILED ->
                "Likely behind the tunnel: see whether the probed host is up, and has a route and permission to answer.";
            case SHARED_GATEWAY ->
                "Likely the gateway itself: see its state and bill for a VPN gateway, the device and its line for a customer"
                        + " gateway; the connections come back with it.";
            case STORM ->
                "Nothing happened just now: go through the members at leisure, and mute what is meant to be down.";
            case SCANS_FAILING ->
                "Likely the way to the cloud's API, or its health: see the poller's log for the error.";
            case CREDENTIALS_REFUSED -> "See whether the access key was rotated, disabled or has expired.";
            case PERMISSION_REFUSED -> "See whether the policy still allows vpc:DescribeVpnConnections in this region.";
            case DELETIONS_HELD ->
                "If they were deleted, say so with poll.missing.share=1; else see whether the account or its permissions"
                        + " were changed.";
            case POLLER_SILENT -> "See whether the ingest process runs and reaches Kafka.";
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
                    SCANS_COMPLETE -> "";
        };
    }
}
