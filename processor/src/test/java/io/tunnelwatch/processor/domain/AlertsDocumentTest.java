package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document about the alert rules gives the rules, statuses and default times of the code. */
class AlertsDocumentTest {
    private final Rules rules = Rules.defaults();

    @SuppressWarnings("NullAway.Init") // @BeforeEach
    private String document;

    @BeforeEach
    void read() throws IOException {
        document = Files.readString(Path.of("..", "docs", "alerts.md"));
    }

    @ParameterizedTest
    @EnumSource(AlertRule.class)
    void shouldDescribeEveryRule(AlertRule rule) {
        assertThat(document.lines().filter(it -> it.startsWith("| `" + rule + "` |")))
                .as("rows of the rules, and of what to do")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(AlertStatus.class)
    void shouldDescribeEveryStatus(AlertStatus status) {
        assertThat(document).contains("| `" + status + "` |");
    }

    @ParameterizedTest
    @EnumSource(AlertRule.class)
    void shouldGiveTheDefaultHoldOfEveryRule(AlertRule rule) {
        String resolving = minutes(rules.hold(rule).beforeResolving()) + " and 2 scans";
        String firing = rule.isGroupAlert()
                ? "no time of their own: their members have waited"
                : rules.hold(rule).beforeFiring().toSeconds() + " s and 2 scans";
        String name =
                switch (rule) {
                    case ConnectionDown -> "`ConnectionDown`";
                    case GatewayDown, Summary -> "`GatewayDown`, `Summary`";
                    case ConnectionDegraded, BgpDown, HealthCheckFailed, TargetStale -> "all other single alerts";
                };

        assertThat(document).contains("| " + name + " | " + firing + " | " + resolving + " |");
    }

    @Test
    void shouldGiveTheOtherDefaults() {
        assertThat(document)
                .contains("negotiates only on traffic | " + minutes(rules.onTraffic()) + " and 2 scans |")
                .contains(Rules.ENOUGH_FOR_ONE_CAUSE + " of its connections go down within "
                        + Rules.SAME_CAUSE_WITHIN.toMinutes() + " minutes")
                .contains(Rules.staleAfter(Duration.ofSeconds(1)).toSeconds() + " poll intervals");
    }

    private static String minutes(Duration time) {
        return time.toMinutes() + " min";
    }
}
