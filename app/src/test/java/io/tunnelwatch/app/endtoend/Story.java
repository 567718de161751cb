package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.simulator.Scenario;
import java.util.Locale;
import java.util.Random;

/** Scenarios for tests: a handful of connections to which, by a seed, much happens. */
final class Story {
    static final String TARGET = "test/cn-hangzhou";
    static final String SECRET = "test-secret-must-never-be-seen";
    static final int SINGLES = 5;
    static final int DUALS = 2;

    private static final String[] LADDER = {"ike_sa_not_established", "ike_sa_established", "ipsec_sa_not_established"};

    private Story() {}

    /** Every few seconds, for so many seconds, something goes down and some seconds later comes back. */
    static Scenario busy(long seed, int seconds) {
        var random = new Random(seed);
        var yaml = new StringBuilder(
                "accounts:\n  - {name: test, accessKeyId: LTAI-test, accessKeySecret: " + SECRET + "}\nconnections:\n");
        for (int i = 0; i < SINGLES; i++) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "  - {id: vco-single%d, name: single-%d, account: test, region: cn-hangzhou, gateway: vpn-a, bgp: success,"
                            + " health: success, localSubnet: 10.0.0.0/16, remoteSubnet: 192.0.2.%d/32, psk:"
                            + " psk-single%d-must-never-leave}%n",
                    i,
                    i,
                    i,
                    i));
        }
        for (int i = 0; i < DUALS; i++) {
            yaml.append(String.format(
                    Locale.ROOT,
                    "  - {id: vco-dual%d, name: dual-%d, account: test, region: cn-hangzhou, gateway: vpn-b, localSubnet:"
                            + " 10.0.0.0/16, remoteSubnet: 198.51.100.%d/32, psk: psk-dual%d-must-never-leave, tunnels:"
                            + " [{id: tun-dual%da, role: master, customerGateway: cgw-a, bgp: success, psk:"
                            + " psk-dual%da-must-never-leave}, {id: tun-dual%db, role: slave, customerGateway: cgw-b, bgp:"
                            + " success, psk: psk-dual%db-must-never-leave}]}%n",
                    i,
                    i,
                    i,
                    i,
                    i,
                    i,
                    i,
                    i));
        }
        yaml.append("timeline:\n");
        for (int i = 0; i < SINGLES + DUALS; i++) {
            events(i, random, seconds, yaml);
        }
        return Scenario.parse(yaml.toString(), "busy");
    }

    private static void events(int connection, Random random, int seconds, StringBuilder yaml) {
        boolean dual = connection >= SINGLES;
        String id = dual ? "vco-dual" + (connection - SINGLES) : "vco-single" + connection;
        for (int at = 3 + random.nextInt(5); at < seconds - 8; at += 8 + random.nextInt(7)) {
            int lasts = 3 + random.nextInt(5);
            String tunnel = dual && random.nextBoolean()
                    ? ", tunnel: tun-dual" + (connection - SINGLES) + (random.nextBoolean() ? "a" : "b")
                    : "";
            yaml.append(String.format(
                    Locale.ROOT,
                    "  - {at: PT%dS, until: PT%dS, connection: %s%s, status: %s, bgp: \"false\"}%n",
                    at,
                    at + lasts,
                    id,
                    tunnel,
                    LADDER[random.nextInt(LADDER.length)]));
        }
    }
}
