package io.tunnelwatch.runtime.labels;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Tag;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The labels of an alert: a closed set of names, and one {@code tag_…} for each tag of the connection. A label without a value
 * is left out, since Alertmanager takes an empty value and a missing one for the same.
 */
public final class AlertLabels {
    public static final String ALERTNAME = "alertname";
    public static final String SEVERITY = "severity";
    static final String CONNECTION = "vpn_connection_id";
    private static final String VPN_GATEWAY = "vpn_gateway_id";
    private static final String CUSTOMER_GATEWAYS = "customer_gateway_id";

    private AlertLabels() {}

    /** All labels, by which commands and routes select alerts. */
    public static Map<String, String> of(Alert alert) {
        var labels = new TreeMap<>(identity(alert));
        var context = alert.getContext();
        if (context != null) {
            put(labels, "vpn_connection_name", context.getName());
            put(labels, "transit_router_id", context.getTransitRouterId());
            for (Tag it : context.getTags()) {
                put(labels, tag(it.getKey()), it.getValue());
            }
        }
        return labels;
    }

    /**
     * The labels that stay as they are while the alert lives, apart from its severity: what identifies it to a receiver that
     * tells alerts apart by their labels. Names and tags are not among them: a person may change them at any time.
     */
    public static Map<String, String> identity(Alert alert) {
        var labels = new TreeMap<String, String>();
        put(labels, ALERTNAME, alert.getRule().name());
        put(labels, SEVERITY, alert.getSeverity().name().toLowerCase(Locale.ROOT));
        put(labels, "account", alert.getAccount());
        put(labels, "region", alert.getRegion());
        put(labels, CONNECTION, alert.getConnectionId());
        put(labels, "tunnel_id", alert.getTunnelId());
        put(
                labels,
                "layer",
                alert.getFacet() == null ? null : alert.getFacet().name().toLowerCase(Locale.ROOT));
        ConnectionContext context = alert.getContext();
        switch (alert.getRule()) {
            case GatewayDown -> put(labels, gatewayLabel(alert.getEntity()), alert.getEntity());
            case ConnectionDown, ConnectionDegraded, BgpDown, HealthCheckFailed, TargetStale, Summary, UNKNOWN -> {
                if (context != null) {
                    put(labels, VPN_GATEWAY, context.getVpnGatewayId());
                    put(labels, CUSTOMER_GATEWAYS, String.join(",", context.getCustomerGatewayIds()));
                }
            }
        }
        return labels;
    }

    private static String gatewayLabel(String gateway) {
        return gateway.startsWith("cgw-") ? CUSTOMER_GATEWAYS : VPN_GATEWAY;
    }

    /** The gateways at both ends of the connection; one empty value if it has none. */
    static Stream<String> gateways(Map<String, String> labels) {
        return Stream.of(VPN_GATEWAY, CUSTOMER_GATEWAYS)
                .flatMap(it -> Arrays.stream(labels.getOrDefault(it, "").split(",", -1)));
    }

    /** The label of a tag: a name that Prometheus allows. */
    public static String tag(String key) {
        return "tag_" + key.replaceAll("[^A-Za-z0-9_]", "_");
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            labels.put(name, value);
        }
    }
}
