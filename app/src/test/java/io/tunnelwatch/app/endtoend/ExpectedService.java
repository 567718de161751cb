package io.tunnelwatch.app.endtoend;

import java.util.List;

/** The expected service of a connection, for {@link ExpectedTransitions}: state and reason, from those of its parts. */
final class ExpectedService {
    private ExpectedService() {}

    /** State and reason of the two parts of a tunnel. */
    record Tunnel(String ipsec, String bgp) {
        boolean isOpen() {
            return ipsec.startsWith("UP") && (bgp.startsWith("UP") || bgp.startsWith("NOT_CONFIGURED"));
        }

        boolean isShut() {
            return ipsec.startsWith("DOWN") || bgp.startsWith("DOWN");
        }
    }

    static String ofOne(String ipsec, String bgp, String check, boolean revokes) {
        if (ipsec.startsWith("DOWN") || bgp.startsWith("DOWN")) {
            return ipsec.startsWith("DOWN") ? ipsec : bgp;
        }
        boolean fails = check.startsWith("DOWN");
        if (fails && revokes) {
            return "DOWN/ROUTE_REVOKED";
        }
        if (ipsec.startsWith("UNKNOWN") || bgp.startsWith("UNKNOWN")) {
            return ipsec.startsWith("UNKNOWN") ? ipsec : "UNKNOWN/BGP_NOT_SEEN";
        }
        if (check.startsWith("UNKNOWN")) {
            return "UNKNOWN/HEALTH_CHECK_NOT_SEEN";
        }
        return fails ? "DEGRADED/HEALTH_CHECK_FAILED" : ipsec;
    }

    static String ofMany(String redundancy, List<Tunnel> tunnels) {
        if (tunnels.stream().allMatch(Tunnel::isOpen)) {
            return redundancy;
        }
        if (tunnels.stream().allMatch(Tunnel::isShut)) {
            return redundancy.startsWith("DOWN") ? redundancy : "DOWN/BGP_NOT_ESTABLISHED";
        }
        if (tunnels.stream().anyMatch(Tunnel::isOpen) && tunnels.stream().anyMatch(Tunnel::isShut)) {
            return redundancy.startsWith("DEGRADED") ? redundancy : "DEGRADED/BGP_NOT_ESTABLISHED";
        }
        return redundancy.startsWith("UNKNOWN") ? redundancy : "UNKNOWN/BGP_NOT_SEEN";
    }
}
