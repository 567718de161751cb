package io.tunnelwatch.notify.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {
    private static final TreeSet<String> DESTINATIONS = new TreeSet<>(List.of("chat", "mail", "pager"));
    private static final Instant NOON_IN_SHANGHAI = Instant.parse("2026-03-02T04:00:00Z");
    private static final Instant NIGHT_IN_SHANGHAI = Instant.parse("2026-03-02T15:00:00Z");

    private static final String ROUTES =
            """
            routes:
              - name: everything
                to: [chat]
                continue: true
              - name: production at night
                match: ['severity="critical"', 'tag.env=~"prod|dr"']
                to: [pager]
                repeat: PT1H
                window: {from: "22:00", to: "06:00", zone: Asia/Shanghai}
              - name: gateways
                match: ['gateway=vgw-1']
                to: [pager, mail]
              - name: rest
                match: ['rule!=Summary']
                to: [mail]
            """;

    @Test
    void shouldTakeTheFirstMatchAndThoseBehindARouteThatSaysSo() {
        var routing = RoutesFile.parse("routes.yaml", ROUTES, DESTINATIONS);
        var critical = Map.of("severity", "critical", "tag_env", "dr", "vpn_gateway_id", "vgw-1");

        assertThat(routing.destinationsFor(critical, NIGHT_IN_SHANGHAI))
                .containsExactly(
                        Map.entry("chat", Optional.empty()), Map.entry("pager", Optional.of(Duration.ofHours(1))));
        assertThat(routing.destinationsFor(critical, NOON_IN_SHANGHAI)).containsOnlyKeys("chat", "mail", "pager");
        assertThat(routing.destinationsFor(Map.of("customer_gateway_id", "cgw-1,vgw-1"), NOON_IN_SHANGHAI))
                .containsOnlyKeys("chat", "mail", "pager");
        assertThat(routing.destinationsFor(Map.of("alertname", "BgpDown"), NOON_IN_SHANGHAI))
                .containsOnlyKeys("chat", "mail");
        assertThat(routing.destinationsFor(Map.of("alertname", "Summary"), NOON_IN_SHANGHAI))
                .containsOnlyKeys("chat");
    }

    @Test
    void shouldExplainTheWayOfAnAlert() {
        var routing = RoutesFile.parse("routes.yaml", ROUTES, DESTINATIONS);

        assertThat(routing.explain(Map.of("severity", "critical", "tag_env", "prod"), NOON_IN_SHANGHAI))
                .extracting(it -> it.route() + ": " + it.isTaken() + ", " + it.why())
                .containsExactly(
                        "everything: true, takes every alert",
                        "production at night: false, closed: its window is daily 22:00 to 06:00 Asia/Shanghai",
                        "gateways: false, gateway=\"vgw-1\" does not match",
                        "rest: true, all match: [alertname!=\"Summary\"]");
    }

    @Test
    void shouldSendEverythingEverywhereWithoutAFile() {
        assertThat(Routing.everywhere(DESTINATIONS).destinationsFor(Map.of(), NOON_IN_SHANGHAI))
                .containsOnlyKeys("chat", "mail", "pager");
    }

    @Test
    void shouldKnowWhenItsWindowsChange() {
        var routing = RoutesFile.parse("routes.yaml", ROUTES, DESTINATIONS);

        assertThat(routing.change(NOON_IN_SHANGHAI)).contains(Instant.parse("2026-03-02T14:00:00Z"));
        assertThat(routing.change(NIGHT_IN_SHANGHAI)).contains(Instant.parse("2026-03-02T22:00:00Z"));
        assertThat(Routing.everywhere(DESTINATIONS).change(NOON_IN_SHANGHAI)).isEmpty();
    }

    /** In each file a bar stands for the end of a line. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '→',
            textBlock =
                    """
                    routes:|  - to: [mail]|    too: [x]→line 3: unknown key 'too'
                    routes:|  - to: [nobody]→line 2: there is no destination 'nobody'
                    routes:|  - to: [mail]|    window: {from: "22:00", to: "06:00"}→line 3: 'zone' is missing
                    routes:|  - to: [mail]|    window: {from: "22:00", to: "06:00", zone: Nowhere}→line 3: 'Nowhere' is no time zone
                    routes:|  - to: [mail]|    window: {from: "25:00", to: "06:00", zone: UTC}→line 3: '25:00' is no time of day
                    routes:|  - to: [mail]|    window: {days: [FUNDAY], from: "22:00", to: "06:00", zone: UTC}→'FUNDAY' is no day
                    routes:|  - to: [mail]|    match: [severity]→line 3: 'severity' is no matcher
                    routes:|  - to: [mail]|    match: ['severity=~"("']→is not a regular expression
                    routes:|  - to: [mail]|    repeat: PT1S→line 3: 'PT1S' is no time of a minute or more
                    routes:|  - to: [mail]|    continue: maybe→line 3: 'maybe' is neither true nor false
                    routes:|  - to: [mail]|    to: [mail]→'to' occurs twice
                    routes:|  - match: []→line 2: 'to' is missing
                    routes: []→there are no routes
                    other: 1→line 1: unknown key 'other'
                    routes:|  - &a|    to: [mail]|  - *a→anchors and aliases are not read
                    routes:| - to: [mail→not readable as YAML
                    """)
    void shouldRefuseWhatItDoesNotUnderstand(String file, String problem) {
        assertThatThrownBy(() -> RoutesFile.parse("routes.yaml", file.replace('|', '\n'), DESTINATIONS))
                .isInstanceOf(OperatorException.class)
                .hasMessageStartingWith("routes.yaml, line ")
                .hasMessageContaining(problem);
    }

    @Test
    void shouldRefuseAFileThatIsMissingOrTooLong(@TempDir Path directory) throws IOException {
        Path tooLong = Files.writeString(directory.resolve("long.yaml"), "#".repeat(2 << 20));

        assertThatThrownBy(() -> RoutesFile.read(tooLong, DESTINATIONS))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("longer than a megabyte");
        assertThatThrownBy(() -> RoutesFile.read(directory.resolve("none.yaml"), DESTINATIONS))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("notify.routes.file");
    }
}
