package io.tunnelwatch.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.LocalRule.Match;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRulesSettingTest {
    @Test
    void shouldReadWhatAnOperatorWrites() {
        var settings = ProcessorSettings.of(Settings.of(Map.of(
                "alerts.local",
                "name:branch-* for=PT10M keep-firing=PT1M severity=warning ;\n tag:env=lab rule=BgpDown muted;"
                        + "tag:standby=* slave-may-stay-down")));

        assertThat(settings.rules().local())
                .containsExactly(
                        new LocalRule(
                                new Match(null, "branch-*"),
                                Set.of(),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(1),
                                Severity.WARNING,
                                false,
                                false),
                        new LocalRule(
                                new Match("env", "lab"), Set.of(AlertRule.BgpDown), null, null, null, true, false),
                        new LocalRule(new Match("standby", "*"), Set.of(), null, null, null, false, true));
    }

    @ParameterizedTest
    @CsvSource({
        "branch-* muted,neither name:PATTERN nor tag:KEY=PATTERN",
        "name:x loud,is none of",
        "name:x for=10m,not a duration",
        "name:x severity=grave,not a severity",
        "name:x rule=Down,not a rule"
    })
    void shouldRefuseWhatItCannotReadAndSayWhy(String text, String why) {
        assertThatThrownBy(() -> ProcessorSettings.of(Settings.of(Map.of("alerts.local", text))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("alerts.local")
                .hasMessageContaining(why);
    }
}
