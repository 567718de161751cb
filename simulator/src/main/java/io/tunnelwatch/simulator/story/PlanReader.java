package io.tunnelwatch.simulator.story;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration of a connection. */
final class PlanReader {
    private PlanReader() {}

    static Plan plan(Node node, String name, int number, boolean dual) {
        var healthCheck =
                node.find("health-check").map(it -> healthCheck(it, number)).orElse(null);
        if (healthCheck != null && dual) {
            throw node.must("health-check")
                    .wrong("only single-tunnel connections have a health check; remove it or set 'tunnels: 1'");
        }
        return new Plan(
                name,
                Node.or(node.text("local-subnet", null), Blueprint.localSubnet(number)),
                Node.or(node.text("remote-subnet", null), Blueprint.remoteSubnet(number)),
                node.flag("effect-immediately", true),
                node.find("tags").map(PlanReader::tags).orElse(Map.of()),
                healthCheck,
                node.find("bgp").map(it -> bgp(it, number)).orElse(null));
    }

    static Map<String, String> tags(Node node) {
        node.find("");
        var tags = new LinkedHashMap<String, String>();
        node.fields().forEach((key, value) -> tags.put(key, value.text()));
        return tags;
    }

    private static Plan.@Nullable HealthCheck healthCheck(Node node, int number) {
        var usual = Blueprint.healthCheck(number);
        if (node.isScalar()) {
            return node.flag() ? usual : null;
        }
        var check = new Plan.HealthCheck(
                Node.or(node.text("dip", null), usual.dip()),
                Node.or(node.text("sip", null), usual.sip()),
                (int) node.number("interval", usual.interval(), 1, 3600),
                (int) node.number("retry", usual.retry(), 1, 100),
                Node.or(node.text("policy", null), usual.policy()));
        node.refuseTheRest();
        return check;
    }

    private static Plan.@Nullable Bgp bgp(Node node, int number) {
        var usual = Blueprint.bgp(number);
        if (node.isScalar()) {
            return node.flag() ? usual : null;
        }
        var bgp = new Plan.Bgp(
                node.number("local-asn", usual.localAsn(), 1, 4_294_967_295L),
                node.number("peer-asn", usual.peerAsn(), 1, 4_294_967_295L),
                usual.prefix(),
                node.text("auth-key", null));
        node.refuseTheRest();
        return bgp;
    }
}
