package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.simulator.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A scenario for tests: a handful of connections to which, by a seed, much happens, and the secrets planted in it. */
record RandomScenario(Scenario scenario, Set<String> secrets) {
    static final String TARGET = "test/cn-hangzhou";
    static final int SINGLES = 5;
    static final int DUALS = 2;

    private static final String[] LADDER = {"ike_sa_not_established", "ike_sa_established", "ipsec_sa_not_established"};

    /** For so many seconds: every few seconds something goes down, and comes back some seconds later. */
    static RandomScenario busy(long seed, int seconds) {
        return busy(seed, seconds, List.of(), 0);
    }

    /** The same, and in each of these other regions so many connections without events. */
    static RandomScenario busy(long seed, int seconds, List<String> crowded, int each) {
        var random = new Random(seed);
        var secrets = new TreeSet<String>();
        var yaml = new StringBuilder();
        add(
                yaml,
                "accounts:%n  - {name: test, regions: [%s], access-key-id: LTAItest, access-key-secret: %s}%n"
                        + "gateways:%n  - {name: here, account: test, region: cn-hangzhou}%nconnections:%n",
                String.join(", ", concat("cn-hangzhou", crowded)),
                secret("account-secret", secrets));
        for (int i = 0; i < SINGLES; i++) {
            add(
                    yaml,
                    "  - {name: single-%d, id: vco-single%d, gateway: here, health-check: true, psk: %s,%n"
                            + "     bgp: {local-asn: 45104, peer-asn: 65011, auth-key: %s}}%n",
                    i,
                    i,
                    secret("psk-single" + i, secrets),
                    secret("auth-single" + i, secrets));
        }
        for (int i = 0; i < DUALS; i++) {
            add(
                    yaml,
                    "  - {name: dual-%d, id: vco-dual%d, gateway: here, tunnels: 2, bgp: true, psk: %s}%n",
                    i,
                    i,
                    secret("psk-dual" + i, secrets));
        }
        if (!crowded.isEmpty()) {
            add(yaml, "generate:%n");
        }
        for (String region : crowded) {
            add(yaml, "  - {prefix: crowd-%s, count: %d, account: test, region: %s}%n", region, each, region);
        }
        add(yaml, "timeline:%n");
        for (int i = 0; i < SINGLES; i++) {
            events("single-" + i, false, random, seconds, yaml);
        }
        for (int i = 0; i < DUALS; i++) {
            events("dual-" + i, true, random, seconds, yaml);
        }
        return new RandomScenario(Scenario.parse("busy", yaml.toString()), secrets);
    }

    private static List<String> concat(String first, List<String> rest) {
        return Stream.concat(Stream.of(first), rest.stream()).toList();
    }

    private static void events(String name, boolean dual, Random random, int seconds, StringBuilder yaml) {
        for (int at = 3 + random.nextInt(5); at < seconds - 8; at += 8 + random.nextInt(7)) {
            int lasts = 3 + random.nextInt(5);
            String tunnel =
                    dual && random.nextBoolean() ? ", tunnel: " + (random.nextBoolean() ? "master" : "slave") : "";
            String status = LADDER[random.nextInt(LADDER.length)];
            add(yaml, "  - {at: PT%dS, connection: %s%s, status: %s}%n", at, name, tunnel, status);
            add(yaml, "  - {at: PT%dS, connection: %s%s, is: up}%n", at + lasts, name, tunnel);
        }
    }

    private static String secret(String name, Set<String> secrets) {
        String secret = name + "-must-never-leave";
        secrets.add(secret);
        return secret;
    }

    private static void add(StringBuilder yaml, String format, Object... values) {
        yaml.append(String.format(Locale.ROOT, format, values));
    }
}
