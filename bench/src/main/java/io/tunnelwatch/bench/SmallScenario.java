package io.tunnelwatch.bench;

import io.tunnelwatch.simulator.Scenario;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Writes a scenario of the simulated cloud: one target, with connections that are up or down. */
final class SmallScenario {
    static final String ACCOUNT = "bench";
    static final String REGION = "cn-hangzhou";

    private final Set<String> gateways = new LinkedHashSet<>();
    private final StringBuilder connections = new StringBuilder();
    private final StringBuilder timeline = new StringBuilder();

    /** Adds a connection. Connections of one group share a gateway, and no others do. */
    SmallScenario connection(String name, String group) {
        gateways.add(group);
        connections.append("  - {name: %s, gateway: %s}%n".formatted(name, group));
        return this;
    }

    SmallScenario down(String connection, Duration at) {
        return event(connection, at, "down");
    }

    SmallScenario up(String connection, Duration at) {
        return event(connection, at, "up");
    }

    private SmallScenario event(String connection, Duration at, String what) {
        timeline.append("  - {at: %s, connection: %s, is: %s}%n".formatted(at, connection, what));
        return this;
    }

    /** The id of a group's gateway, as the cloud shows it. */
    static String gatewayId(String group) {
        return "vpn-" + group;
    }

    /** The group of a gateway's id. */
    static String group(String gatewayId) {
        return gatewayId.replaceFirst("^vpn-", "");
    }

    Scenario scenario() {
        var text =
                new StringBuilder("accounts:\n  - {name: %s, regions: [%s]}%ngateways:%n".formatted(ACCOUNT, REGION));
        gateways.forEach(it -> text.append("  - {name: %s, id: %s}%n".formatted(it, gatewayId(it))));
        text.append("connections:\n").append(connections);
        if (!timeline.isEmpty()) {
            text.append("timeline:\n").append(timeline);
        }
        return Scenario.parse("bench", text.toString());
    }
}
