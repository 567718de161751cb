package io.tunnelwatch.bench;

import java.time.Duration;

/**
 * How long an Alertmanager waits.
 *
 * @param contestant name under which its notices are counted
 */
record AlertmanagerSetting(String contestant, Duration groupWait, Duration groupInterval) {
    private static final Duration REPEAT = Duration.ofHours(4);
    static final String DEFAULT = "alertmanager-default";
    static final String QUICK = "alertmanager-quick";

    /** The defaults of Alertmanager. */
    static AlertmanagerSetting ofDefaults() {
        return new AlertmanagerSetting(DEFAULT, Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /** No wait for other alerts of the gateway, and a third of a poll interval between two notices about it. */
    static AlertmanagerSetting tunedForSpeed() {
        return new AlertmanagerSetting(QUICK, Duration.ZERO, Duration.ofSeconds(10));
    }

    AlertmanagerSetting dividedBy(int divisor) {
        return new AlertmanagerSetting(contestant, groupWait.dividedBy(divisor), groupInterval.dividedBy(divisor));
    }

    /** One group for each gateway, and a gateway that is down explains its connections. */
    String yaml(String webhook, int divisor) {
        return """
                route:
                  receiver: hook
                  group_by: [gateway]
                  group_wait: %s
                  group_interval: %s
                  repeat_interval: %s
                receivers:
                  - name: hook
                    webhook_configs:
                      - url: %s
                        send_resolved: true
                inhibit_rules:
                  - source_matchers: ['alertname = "ExporterFails"']
                    target_matchers: ['alertname =~ "GatewayDown|ConnectionDown"']
                  - source_matchers: ['alertname = "GatewayDown"']
                    target_matchers: ['alertname = "ConnectionDown"']
                    equal: [gateway]
                """
                .formatted(millis(groupWait), millis(groupInterval), millis(REPEAT.dividedBy(divisor)), webhook);
    }

    /** A time as both programs write it. */
    static String millis(Duration time) {
        return time.toMillis() + "ms";
    }
}
