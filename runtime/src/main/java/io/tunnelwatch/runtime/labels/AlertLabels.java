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
    public static final String CONNECTION = "vpn_connection_id";
    private static final String VPN_GATEWAY = "vpn_gateway_id";
    private static final String CUSTOMER_GATEWAYS = "customer_gateway_id";
    private static final String LAYER = "layer";

    private AlertLabels() {}

    /** All labels, by which commands and routes select alerts. */
    public static Map<String, String> of(Alert alert) {
        var labels = new TreeMap<>(identity(alert));
        var context = alert.getContext();
        if (context != null) {
            putChanging(labels, context);
        }
        return labels;
    }

    /**
     * The labels that every alert about a connection or one of its tunnels has, whatever is wrong with it.
     *
     * @param tunnelId null for the connection as a whole
     */
    public static Map<String, String> ofEntity(
            String account, String region, String connectionId, @Nullable String tunnelId, ConnectionContext context) {
        var labels = new TreeMap<String, String>();
        putEntity(labels, account, region, connectionId, tunnelId);
        putGateways(labels, context);
        putChanging(labels, context);
        return labels;
    }

    /** Returns whether a label tells alerts of one entity apart. */
    public static boolean isOfAlertOnly(String label) {
        return label.equals(ALERTNAME) || label.equals(SEVERITY) || label.equals(LAYER);
    }

    /** A person may change these at any time. */
    private static void putChanging(Map<String, String> labels, ConnectionContext context) {
        put(labels, "vpn_connection_name", context.getName());
        put(labels, "transit_router_id", context.getTransitRouterId());
        for (Tag it : context.getTags()) {
            put(labels, tag(it.getKey()), it.getValue());
        }
    }

    private static void putEntity(
            Map<String, String> labels,
            String account,
            String region,
            @Nullable String connectionId,
            @Nullable String tunnelId) {
        put(labels, "account", account);
        put(labels, "region", region);
        put(labels, CONNECTION, connectionId);
        put(labels, "tunnel_id", tunnelId);
    }

    private static void putGateways(Map<String, String> labels, ConnectionContext context) {
        put(labels, VPN_GATEWAY, context.getVpnGatewayId());
        put(labels, CUSTOMER_GATEWAYS, String.join(",", context.getCustomerGatewayIds()));
    }

    /**
     * The labels that stay as they are while the alert lives, apart from its severity: what identifies it to a receiver that
     * tells alerts apart by their labels. Names and tags are not among them: a person may change them at any time.
     */
    public static Map<String, String> identity(Alert alert) {
        var labels = new TreeMap<String, String>();
        put(labels, ALERTNAME, alert.getRule().name());
        put(labels, SEVERITY, alert.getSeverity().name().toLowerCase(Locale.ROOT));
        putEntity(labels, alert.getAccount(), alert.getRegion(), alert.getConnectionId(), alert.getTunnelId());
        put(
                labels,
                LAYER,
                alert.getFacet() == null ? null : alert.getFacet().name().toLowerCase(Locale.ROOT));
        ConnectionContext context = alert.getContext();
        switch (alert.getRule()) {
            case GatewayDown -> put(labels, gatewayLabel(alert.getEntity()), alert.getEntity());
            case ConnectionDown, ConnectionDegraded, BgpDown, HealthCheckFailed, TargetStale, Summary, UNKNOWN -> {
                if (context != null) {
                    putGateways(labels, context);
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
