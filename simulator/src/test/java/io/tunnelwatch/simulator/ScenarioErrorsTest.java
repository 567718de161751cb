package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioErrorsTest {
    /** Nine lines; what a case adds begins at line 10. */
    private static final String GOOD =
            """
            repeat: PT10M
            accounts:
              - name: acme
                regions: [cn-hangzhou]
            gateways:
              - name: gw
            connections:
              - {name: one, gateway: gw}
              - {name: two, gateway: gw, tunnels: 2}
            """;

    @Test
    void shouldAcceptWhatTheCasesBelowBuildOn() {
        assertThat(Scenario.parse("test", GOOD).targets()).containsExactly("acme/cn-hangzhou");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conections: []                                       | 10 | unknown key 'conections'",
                "timeline: [{at: 20s, connection: one, is: down}]     | 10 | ISO-8601",
                "timeline: [{at: PT-5S, connection: one, is: down}]   | 10 | before the beginning",
                "timeline: [{connection: one, is: down}]              | 10 | 'at' is missing",
                "timeline: [{at: PT1S, connection: nine, is: down}]   | 10 | no connection 'nine'",
                "timeline: [{at: PT1S, gateway: nine, is: down}]      | 10 | there are gw",
                "timeline: [{at: PT1S, gateway: gw, is: deleted}]     | 10 | 'up' or 'down'",
                "timeline: [{at: PT1S, connection: one}]              | 10 | nothing happens",
                "timeline: [{at: PT1S, is: down}]                     | 10 | concerns nothing",
                "timeline: [{at: PT1S, connection: one, status: upp}] | 10 | raw:upp",
                "timeline: [{at: PT1S, connection: one, bgpp: upp}]   | 10 | unknown key 'bgpp'",
                "timeline: [{at: PT1S, connection: one, is: sad}]     | 10 | 'created' or 'deleted'",
                "timeline: [{at: PT1S, connection: one, tunnel: master, is: up}] | 10 | one tunnel only",
                "timeline: [{at: PT1S, connection: two, tunnel: third, is: up}]  | 10 | 'master' or 'slave'",
                "timeline: [{at: PT10M, connection: one, is: down}]   | 10 | after the timeline repeats",
                "timeline: [{at: PT9M, connection: one, flap: {every: PT10S, for: PT2M}}] | 10 | after the timeline repeats",
                "timeline: [{at: PT1S, connection: one, flap: {every: PT10S, for: PT1M, down-for: PT10S}}] | 10 | shorter",
                "timeline: {at: PT1S}                                 | 10 | is a list",
                "faults: [{fault: trottle}]                           | 10 | unknown fault 'trottle'",
                "faults: [{fault: slow}]                              | 10 | 'delay' is missing",
                "faults: [{fault: fail, from: PT2M, until: PT1M}]     | 10 | must end after it begins",
                "faults: [{fault: fail, account: nobody}]             | 10 | no account 'nobody'",
                "faults: [{fault: fail, region: mars}]                | 10 | no account has the region 'mars'",
                "faults: [{fault: fail, delay: PT1S}]                 | 10 | unknown key 'delay'",
                "generate: [{prefix: x, count: many}]                 | 10 | not a whole number",
                "generate: [{prefix: x, count: 0}]                    | 10 | out of range",
                "gateways: []                                         | 10 | occurs twice here",
                "timeline: [                                          | 10 | expected the node content",
            })
    void shouldNameTheLineAndTheCure(String added, int line, String says) {
        assertThatThrownBy(() -> Scenario.parse("test.yaml", GOOD + added))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("test.yaml, line " + line + ":")
                .hasMessageContaining(says)
                .extracting(Throwable::getMessage)
                .satisfies(it -> assertThat(it).doesNotContain("\n").endsWith("."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: one, gateway: gw, tunnels: 3}              | out of range",
                "{name: one, gateway: other}                       | no gateway 'other'",
                "{name: one, gateway: gw, tunnels: 2, health-check: true} | single-tunnel",
                "{name: one, gateway: gw, bgp: {asn: 1}}           | unknown key 'asn'",
                "{gateway: gw}                                     | 'name' is missing",
                "{name: one, gateway: gw, effect-immediately: maybe} | neither true nor false",
                "{name: one, region: mars}                         | no region 'mars'",
            })
    void shouldNameTheLineOfAWrongConnection(String connection, String says) {
        String yaml =
                """
                accounts:
                  - name: acme
                    regions: [cn-hangzhou]
                gateways:
                  - name: gw
                connections:
                  - %s
                """
                        .formatted(connection);

        assertThatThrownBy(() -> Scenario.parse("test.yaml", yaml))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("test.yaml, line 7:")
                .hasMessageContaining(says);
    }

    @Test
    void shouldRefuseTwoOfOneName() {
        String yaml = GOOD.replace("name: two", "name: one");

        assertThatThrownBy(() -> Scenario.parse("test.yaml", yaml))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("line 9: the name 'one' is taken");
    }

    @Test
    void shouldRefuseToDeleteWhatIsGenerated() {
        String yaml = GOOD
                + """
                generate: [{prefix: bulk, count: 3}]
                timeline: [{at: PT1S, connection: bulk-3, is: deleted}]
                """;

        assertThatThrownBy(() -> Scenario.parse("test.yaml", yaml))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("line 11: a generated connection is always there");
    }

    @Test
    void shouldSayThatTheFileIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> Scenario.load(folder.resolve("none.yaml")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("No scenario at")
                .hasMessageContaining("none.yaml");
    }

    @Test
    void shouldSayThatTheFileIsEmpty(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("empty.yaml"), "# nothing\n");

        assertThatThrownBy(() -> Scenario.load(file))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("is empty");
    }
}
