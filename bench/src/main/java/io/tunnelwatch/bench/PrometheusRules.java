package io.tunnelwatch.bench;

import static io.tunnelwatch.bench.AlertmanagerSetting.millis;

/** The rules that say to Prometheus what Tunnelwatch's rules say: the same holds, and three connections for a gateway. */
final class PrometheusRules {
    /** Connections whose name begins so have no hold. */
    static final String WITHOUT_HOLD = "quick-";

    private PrometheusRules() {}

    /** The gateway's rule comes first, so that Alertmanager knows of the gateway before its connections. */
    static String yaml(Pace pace) {
        String holds = """
                    for: %s
                    keep_firing_for: %s
                """
                .formatted(millis(pace.hold()), millis(pace.keepFiring()));
        return """
                groups:
                - name: vpn
                  rules:
                  - alert: ExporterFails
                    expr: up{job="vpn"} == 0 or vpn_scan_success == 0
                    for: %s
                  - alert: GatewayDown
                    expr: count by (gateway) (vpn_connection_up == 0) >= 3
                """
                        .formatted(millis(pace.poll().multipliedBy(3)))
                + holds
                + """
                  - alert: ConnectionDown
                    expr: vpn_connection_up{connection!~"%1$s.*"} == 0
                """
                        .formatted(WITHOUT_HOLD)
                + holds
                + """
                  - alert: ConnectionDown
                    expr: vpn_connection_up{connection=~"%1$s.*"} == 0
                    keep_firing_for: %2$s
                """
                        .formatted(WITHOUT_HOLD, millis(pace.keepFiring()));
    }
}
