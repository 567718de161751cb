package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.testsupport.ManualClock;
import java.io.IOException;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiagnosesTest {
    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(Scenario.demo(), 0, ManualClock.BEGAN, clock);
    private final Caller caller = Caller.of(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void shouldFindWhatTheScenarioSays() throws Exception {
        assertThat(diagnoseSingle(10, "plant-ningbo").get("FailedReasonCode").asText())
                .isEqualTo("TrafficSelectorMismatch");
    }

    @Test
    void shouldFindNothingWhenNothingIsWrong() throws Exception {
        JsonNode found = diagnoseSingle(80, "plant-ningbo");
        JsonNode example = example("03-no-exception-found.json");

        for (String field : new String[] {"FailedReasonCode", "FailedReason", "Severity", "SourceLog"}) {
            assertThat(found.get(field)).isEqualTo(example.get(field));
        }
    }

    @Test
    void shouldHaveTheFieldsOfTheExample() throws Exception {
        JsonNode found = diagnoseSingle(50, "branch-chengdu");
        JsonNode example = example("01-phase1-timeout-single.json");

        assertThat(names(found)).containsExactlyElementsOf(names(example));
        assertThat(found.get("FailedReasonCode")).isEqualTo(example.get("FailedReasonCode"));
        assertThat(found.get("FailedReason")).isEqualTo(example.get("FailedReason"));
    }

    @Test
    void shouldDiagnoseATunnelByItsOwnId() throws Exception {
        clock.set(ManualClock.BEGAN.plusSeconds(30));
        String tunnel = connection("dc-hangzhou-beijing")
                .at("/TunnelOptionsSpecification/TunnelOptions/0/TunnelId")
                .asText();

        JsonNode body = caller.json("DiagnoseVpnConnections", "RegionId", "cn-hangzhou", "TunnelIds.1", tunnel);

        assertThat(body.at("/VpnConnections/0/TunnelId").asText()).isEqualTo(tunnel);
        assertThat(body.at("/VpnConnections/0/FailedReasonCode").asText()).isEqualTo("DpdTimeout");
    }

    @Test
    void shouldRefuseWhatIsNotThere() throws Exception {
        assertThat(caller.send("DiagnoseVpnConnections", "RegionId", "cn-hangzhou")
                        .body())
                .contains("MissingParameter");
        assertThat(caller.send("DiagnoseVpnConnections", "RegionId", "cn-hangzhou", "TunnelIds.1", "tun-none1")
                        .body())
                .contains("InvalidVpnConnectionInstanceId.NotFound");
    }

    private JsonNode diagnoseSingle(long second, String name) throws Exception {
        clock.set(ManualClock.BEGAN.plusSeconds(second));
        String id = connection(name).get("VpnConnectionId").asText();
        return caller.json("DiagnoseVpnConnections", "RegionId", "cn-hangzhou", "VpnConnectionIds.1", id)
                .at("/VpnConnections/0");
    }

    private JsonNode connection(String name) throws Exception {
        for (JsonNode it : caller.page("cn-hangzhou", 1, 50).at("/VpnConnections/VpnConnection")) {
            if (it.get("Name").asText().equals(name)) {
                return it;
            }
        }
        throw new AssertionError("no " + name);
    }

    private static JsonNode example(String name) throws IOException {
        return new ObjectMapper()
                .readTree(ExampleResponses.bytes("diagnose/" + name))
                .at("/VpnConnections/0");
    }

    private static Iterable<String> names(JsonNode node) {
        Iterator<String> names = node.fieldNames();
        return () -> names;
    }
}
