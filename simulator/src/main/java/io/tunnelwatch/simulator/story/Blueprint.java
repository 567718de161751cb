package io.tunnelwatch.simulator.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data of a connection except its changes over time, with defaults for whatever the scenario leaves open.
 *
 * @param number makes the default addresses differ from those of other connections
 * @param cloudIps addresses of the tunnels on the cloud's side
 */
record Blueprint(
        String account,
        String region,
        String id,
        String name,
        int number,
        boolean dual,
        @Nullable String vpnGatewayId,
        Connection.@Nullable Router router,
        List<String> cloudIps,
        List<String> customerGatewayIds,
        @Nullable String psk,
        boolean coupled,
        Plan plan) {
    /** 2025-01-01T00:00:00Z; connections are a minute apart. */
    private static final long FIRST_CREATED_AT = 1_735_689_600_000L;

    Connection build(Connection.Course course) {
        return new Connection(
                account,
                region,
                id,
                dual,
                vpnGatewayId,
                router,
                dual ? List.of(end(0, "master", "1"), end(1, "slave", "2")) : List.of(end(0, "master", "")),
                FIRST_CREATED_AT + number * 60_000L,
                coupled,
                course);
    }

    String atRest() {
        return router == null ? (vpnGatewayId == null ? "init" : "active") : "attached";
    }

    private Connection.End end(int line, String role, String suffix) {
        return new Connection.End(
                dual ? "tun-" + id.substring(id.indexOf('-') + 1) + suffix : null,
                role,
                cloudIps.get(line),
                peerIp(number, line),
                region + (line == 0 ? "-h" : "-j"),
                customerGatewayIds.get(line),
                psk == null ? "SIM-PSK-" + name + suffix + "-must-never-leave-ingest" : psk + suffix);
    }

    /** RFC 5737: addresses for documentation, which belong to nobody. */
    static String cloudIp(int number, int line) {
        return "203.0.113." + (1 + (number * 2 + line) % 254);
    }

    static String peerIp(int number, int line) {
        return "198.51.100." + (1 + (number * 2 + line) % 254);
    }

    static String localSubnet(int number) {
        return "10." + number % 250 + ".0.0/16";
    }

    static String remoteSubnet(int number) {
        return "192.168." + number % 250 + ".0/24";
    }

    static Plan.Bgp bgp(int number) {
        return new Plan.Bgp(45104, 65010, "169.254." + number % 250, null);
    }

    static Plan.HealthCheck healthCheck(int number) {
        return new Plan.HealthCheck(
                "192.168." + number % 250 + ".10", "10." + number % 250 + ".0.9", 3, 3, "revoke_route");
    }
}
