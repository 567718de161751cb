package io.tunnelwatch.simulator.story;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the events of the timeline into the scripts of the connections and the courses of the gateways. */
final class TimelineReader {
    /** A flap becomes one event for each change; more than these are a mistake in the scenario. */
    private static final long MOST_FLAPS = 100_000;

    private final long repeat;
    private final Set<String> gateways;
    private final Set<String> customerGateways;
    private final Function<String, @Nullable Script> scripts;
    private final Map<String, List<TimedEvent<Boolean>>> gatewayEvents = new HashMap<>();
    private final Map<String, List<TimedEvent<Boolean>>> customerGatewayEvents = new HashMap<>();

    TimelineReader(
            long repeat,
            Collection<String> gateways,
            Collection<String> customerGateways,
            Function<String, @Nullable Script> scripts) {
        this.repeat = repeat;
        this.gateways = new TreeSet<>(gateways);
        this.customerGateways = new TreeSet<>(customerGateways);
        this.scripts = scripts;
    }

    void event(Node node) {
        long at = node.millis("at");
        refuseTooLate(node.must("at"), at);
        Optional<Node> connection = node.find("connection");
        Optional<Node> gateway = node.find("gateway").or(() -> node.find("transit-router"));
        Optional<Node> customerGateway = node.find("customer-gateway");
        if (connection.isPresent()) {
            connectionEvent(node, connection.get(), at);
        } else if (gateway.isPresent()) {
            gatewayEvent(node, gateway.get(), at, gateways, gatewayEvents);
        } else if (customerGateway.isPresent()) {
            gatewayEvent(node, customerGateway.get(), at, customerGateways, customerGatewayEvents);
        } else {
            throw node.wrong("the event concerns nothing; add connection, gateway, transit-router or customer-gateway");
        }
        node.refuseTheRest();
    }

    StepFunction<Boolean> gateway(String name) {
        return StepFunction.fold(true, gatewayEvents.getOrDefault(name, List.of()), (before, now) -> now, repeat);
    }

    StepFunction<Boolean> customerGateway(String name) {
        return StepFunction.fold(
                true, customerGatewayEvents.getOrDefault(name, List.of()), (before, now) -> now, repeat);
    }

    private static void gatewayEvent(
            Node node, Node name, long at, Set<String> known, Map<String, List<TimedEvent<Boolean>>> events) {
        if (!known.contains(name.text())) {
            throw name.wrong("there is no '" + name.text() + "'; there are " + String.join(", ", known));
        }
        boolean up =
                switch (node.text("is")) {
                    case "up" -> true;
                    case "down" -> false;
                    default -> throw node.must("is").wrong("a gateway is 'up' or 'down'; write one of them");
                };
        events.computeIfAbsent(name.text(), it -> new ArrayList<>()).add(new TimedEvent<>(at, up));
    }

    private void connectionEvent(Node node, Node name, long at) {
        Script script = scripts.apply(name.text());
        if (script == null) {
            throw name.wrong(
                    "there is no connection '" + name.text() + "'; correct the name or add it to 'connections'");
        }
        Optional<Node> tunnel = node.find("tunnel");
        List<Integer> lines = tunnel.map(it -> List.of(tunnel(it, script))).orElseGet(() -> everyTunnel(script));
        int effects = 0;
        effects += node.find("is").map(it -> is(it, script, lines, at)).orElse(0);
        for (Aspect aspect : Aspect.values()) {
            effects += node.find(aspect.key)
                    .map(it -> set(aspect, RawStatus.read(it, aspect.known), script, lines, at))
                    .orElse(0);
        }
        effects += node.find("state")
                .map(it -> lifecycle(it, script, tunnel.isPresent(), lines, at))
                .orElse(0);
        effects += node.find("flap").map(it -> flap(it, script, lines, at)).orElse(0);
        effects +=
                node.find("reconfigure").map(it -> reconfigure(it, script, at)).orElse(0);
        if (effects == 0) {
            node.refuseTheRest();
            throw node.wrong("nothing happens here; add is, status, bgp, health, cause, state, flap or reconfigure");
        }
    }

    private static int is(Node node, Script script, List<Integer> lines, long at) {
        switch (node.text()) {
            case "up" -> set(Aspect.STATUS, Aspect.STATUS.up, script, lines, at);
            case "down" -> set(Aspect.STATUS, Aspect.STATUS.down, script, lines, at);
            case "created", "deleted" -> exists(node, script, at);
            default -> throw node.wrong("a connection is 'up', 'down', 'created' or 'deleted'; write one of them");
        }
        return 1;
    }

    private static void exists(Node node, Script script, long at) {
        if (script.isPermanent()) {
            throw node.wrong("a generated connection is always there; list this one under 'connections' instead");
        }
        script.exists(at, node.text().equals("created"));
    }

    private static int set(Aspect aspect, String value, Script script, List<Integer> lines, long at) {
        lines.forEach(line -> script.value(aspect, line, at, value));
        return 1;
    }

    private static int lifecycle(Node node, Script script, boolean ofTunnel, List<Integer> lines, long at) {
        String value = RawStatus.read(node, RawStatus.LIFECYCLE);
        if (ofTunnel) {
            lines.forEach(line -> script.tunnelLifecycle(line, at, value));
        } else {
            script.lifecycle(at, value);
        }
        return 1;
    }

    /** Alternates between down and up, beginning with down and ending with up. */
    private int flap(Node node, Script script, List<Integer> lines, long at) {
        long every = Math.max(1, node.millis("every"));
        long lasts = node.millis("for");
        long downFor = node.millis("down-for", every / 2);
        Aspect aspect = node.find("of").map(Aspect::read).orElse(Aspect.STATUS);
        String down =
                node.find("to").map(it -> RawStatus.read(it, aspect.known)).orElse(aspect.down);
        node.refuseTheRest();
        if (downFor >= every || lasts / every > MOST_FLAPS) {
            throw node.wrong("'down-for' must be shorter than 'every', and there can be at most " + MOST_FLAPS
                    + " flaps; correct them");
        }
        for (long start = at; start < at + lasts; start += every) {
            refuseTooLate(node, start + downFor);
            set(aspect, down, script, lines, start);
            set(aspect, aspect.up, script, lines, start + downFor);
        }
        return 1;
    }

    private static int reconfigure(Node node, Script script, long at) {
        node.find("psk").ifPresent(it -> {
            if (!it.text().equals("rotate")) {
                throw it.wrong("a key can only be rotated; write 'psk: rotate'");
            }
            script.rotateKey(at);
        });
        script.change(
                at,
                new Plan.Change(
                        node.text("name", null),
                        node.text("local-subnet", null),
                        node.text("remote-subnet", null),
                        node.find("effect-immediately").map(Node::flag).orElse(null),
                        node.find("tags").map(PlanReader::tags).orElse(null)));
        node.refuseTheRest();
        return 1;
    }

    private static int tunnel(Node node, Script script) {
        if (script.tunnelCount() == 1) {
            throw node.wrong("this connection has one tunnel only; remove 'tunnel' or set 'tunnels: 2'");
        }
        return switch (node.text()) {
            case "master" -> 0;
            case "slave" -> 1;
            default -> throw node.wrong("a tunnel is 'master' or 'slave'; write one of them");
        };
    }

    private static List<Integer> everyTunnel(Script script) {
        return script.tunnelCount() == 1 ? List.of(0) : List.of(0, 1);
    }

    private void refuseTooLate(Node node, long at) {
        if (repeat > 0 && at >= repeat) {
            throw node.wrong("this would happen after the timeline repeats; make 'repeat' longer or this earlier");
        }
    }
}
