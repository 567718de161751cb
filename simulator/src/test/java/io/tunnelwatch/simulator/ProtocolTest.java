package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.runtime.OperatorException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProtocolTest {
    private static final String SCENARIO =
            """
            accounts:
              - name: acme
                regions: [cn-hangzhou, eu-central-1]
              - name: other
                regions: [cn-hangzhou]
            gateways:
              - name: gw
            connections:
              - name: one
                gateway: gw
                customer-gateway: shared-firewall
              - name: two
                gateway: gw
                tunnels: 2
              - name: three
                region: eu-central-1
            generate:
              - prefix: bulk
                count: 123
            """;

    private Simulator simulator;
    private Caller caller;

    @BeforeEach
    void start() {
        simulator = Simulator.start(Scenario.parse("test", SCENARIO), 0, Instant.now());
        caller = Caller.of(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void shouldAnswerBothMethodsAndBothStylesOfNamingTheAction() throws Exception {
        assertThat(caller.send("DescribeRegions").statusCode()).isEqualTo(200);
        assertThat(caller.method("GET").send("DescribeRegions").statusCode()).isEqualTo(200);
        assertThat(caller.send("DescribeRegions", "Action", "DescribeRegions", "Version", Cloud.VERSION)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseAWrongSignatureAndEchoWhatWasSigned() throws Exception {
        // When
        var response = caller.secret("wrong").send("DescribeRegions");

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"Code\":\"SignatureDoesNotMatch\"", "ACS3-HMAC-SHA256\\n");
        assertThat(response.body()).doesNotContain(simulator.accessKeySecret());
    }

    @Test
    void shouldRefuseAHeaderOfTheCloudThatIsNotSigned() throws Exception {
        var response = caller.unsignedHeader("x-acs-security-token", "foreign").send("DescribeRegions");

        assertRefused(response, 400, "SignatureDoesNotMatch");
    }

    @Test
    void shouldRefuseAnUnknownKey() throws Exception {
        assertRefused(caller.keyId("LTAInobody").send("DescribeRegions"), 404, "InvalidAccessKeyId.NotFound");
    }

    @Test
    void shouldRefuseAStaleDateOnBothSides() throws Exception {
        var early = caller.date(Instant.now().minus(Duration.ofMinutes(16)));
        var late = caller.date(Instant.now().plus(Duration.ofMinutes(16)));

        assertRefused(early.send("DescribeRegions"), 400, "InvalidTimeStamp.Expired");
        assertRefused(late.send("DescribeRegions"), 400, "InvalidTimeStamp.Expired");
        assertThat(caller.date(Instant.now().minus(Duration.ofMinutes(14)))
                        .send("DescribeRegions")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldRefuseANonceThatWasUsed() throws Exception {
        var once = caller.nonce("the-same");

        assertThat(once.send("DescribeRegions").statusCode()).isEqualTo(200);
        assertRefused(once.send("DescribeRegions"), 400, "SignatureNonceUsed");
    }

    @Test
    void shouldRefuseWhatTheApiDoesNotKnow() throws Exception {
        assertRefused(caller.send("DescribeVpnConnections"), 400, "MissingParameter");
        assertRefused(caller.send("DescribeVpnConnection", "RegionId", "cn-hangzhou"), 400, "MissingParameter");
        assertRefused(caller.send("StartInstance"), 404, "InvalidAction.NotFound");
        assertRefused(caller.method("PUT").send("DescribeRegions"), 405, "UnsupportedHTTPMethod");
        assertRefused(caller.send("DescribeRegions", "Version", "2014-05-26"), 400, "InvalidVersion");
        assertRefused(caller.send("DescribeVpnConnections", "RegionId", "mars-1"), 404, "InvalidRegionId.NotFound");
        assertRefused(
                caller.send("DescribeVpnConnections", "RegionId", "cn-hangzhou", "PageSize", "51"),
                400,
                "InvalidParameter");
        assertRefused(
                caller.send("DescribeVpnConnection", "RegionId", "cn-hangzhou", "VpnConnectionId", "vco-none"),
                404,
                "InvalidVpnConnectionInstanceId.NotFound");
    }

    @Test
    void shouldSendErrorsAsXmlWhenXmlIsAskedFor() throws Exception {
        var response = caller.accept("application/xml").send("DescribeVpnConnections");

        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(it -> assertThat(it).contains("xml"));
        assertThat(response.body())
                .startsWith("<?xml")
                .contains("<Error>", "<Code>MissingParameter</Code>", "<![CDATA[https://");
    }

    @Test
    void shouldSendEachRegionToItself() throws Exception {
        JsonNode regions = caller.json("DescribeRegions").at("/Regions/Region");

        assertThat(regions.findValuesAsText("RegionId")).containsExactly("cn-hangzhou", "eu-central-1");
        assertThat(regions.findValuesAsText("RegionEndpoint"))
                .containsOnly(simulator.endpoint().getAuthority());
    }

    @Test
    void shouldPageThroughAllOnce() throws Exception {
        // When
        List<String> ids = new ArrayList<>();
        for (int page = 1; page <= 3; page++) {
            JsonNode body = caller.page("cn-hangzhou", page, 50);
            assertThat(body.get("TotalCount").asInt()).isEqualTo(125);
            assertThat(body.at("/VpnConnections/VpnConnection")).hasSize(page < 3 ? 50 : 25);
            ids.addAll(body.findValuesAsText("VpnConnectionId"));
        }

        // Then
        assertThat(ids).hasSize(125).doesNotHaveDuplicates();
        assertThat(caller.page("cn-hangzhou", 4, 50).at("/VpnConnections/VpnConnection"))
                .isEmpty();
    }

    @Test
    void shouldPageAlikeWhateverThePageSize() throws Exception {
        List<String> ids = caller.page("cn-hangzhou", 1, 50).findValuesAsText("VpnConnectionId");
        List<String> pieces = new ArrayList<>();
        for (int page = 1; page <= 13; page++) {
            pieces.addAll(caller.page("cn-hangzhou", page, 4).findValuesAsText("VpnConnectionId"));
        }

        assertThat(pieces.subList(0, 50)).isEqualTo(ids);
        assertThat(caller.json("DescribeVpnConnections", "RegionId", "cn-hangzhou")
                        .get("PageSize")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void shouldNarrowTheListDown() throws Exception {
        JsonNode one = caller.page("cn-hangzhou", 1, 2).at("/VpnConnections/VpnConnection/0");

        assertThat(names("VpnConnectionId", one.get("VpnConnectionId").asText()))
                .containsExactly("one");
        assertThat(names("VpnGatewayId", one.get("VpnGatewayId").asText())).containsExactly("one", "two");
        assertThat(names("CustomerGatewayId", one.get("CustomerGatewayId").asText()))
                .containsExactly("one");
        assertThat(names("VpnGatewayId", "vpn-none")).isEmpty();
        assertThat(names("VpnGatewayId", "vpn-bulk00000011"))
                .containsExactly(
                        "bulk-111",
                        "bulk-112",
                        "bulk-113",
                        "bulk-114",
                        "bulk-115",
                        "bulk-116",
                        "bulk-117",
                        "bulk-118",
                        "bulk-119",
                        "bulk-120");
    }

    private List<String> names(String filter, String value) throws Exception {
        return caller.json("DescribeVpnConnections", "RegionId", "cn-hangzhou", filter, value)
                .findValuesAsText("Name");
    }

    @Test
    void shouldFindAGeneratedConnectionByItsId() throws Exception {
        String id = caller.page("cn-hangzhou", 3, 50)
                .at("/VpnConnections/VpnConnection/24/VpnConnectionId")
                .asText();

        JsonNode body = caller.json("DescribeVpnConnection", "RegionId", "cn-hangzhou", "VpnConnectionId", id);

        assertThat(body.get("Name").asText()).isEqualTo("bulk-123");
    }

    @Test
    void shouldShowNoAccountWhatIsAnothers() throws Exception {
        assertThat(caller.keyId("LTAISIMULATEDother")
                        .secret("sim-secret-other-must-never-leave")
                        .page("cn-hangzhou", 1, 50)
                        .get("TotalCount")
                        .asInt())
                .isZero();
    }

    @Test
    void shouldCountWhatWasAskedAndHowItEnded() throws Exception {
        // Given
        caller.page("cn-hangzhou", 1, 50);
        caller.page("cn-hangzhou", 2, 50);
        caller.secret("wrong").send("DescribeRegions");

        // When
        JsonNode requests = Caller.aside(simulator, "/simulator/requests").get("requests");

        // Then
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0).toString()).contains("SignatureDoesNotMatch");
        assertThat(requests.get(1).toString())
                .isEqualTo("{\"account\":\"acme\",\"region\":\"cn-hangzhou\",\"action\":\"DescribeVpnConnections\","
                        + "\"outcome\":\"OK\",\"count\":2}");
    }

    @Test
    void shouldNameTheCureWhenThePortIsUsed() {
        int used = simulator.endpoint().getPort();

        assertThatThrownBy(() -> Simulator.start(Scenario.parse("test", SCENARIO), used, Instant.now()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("port " + used + " is in use")
                .hasMessageContaining("choose another");
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.body()).contains("\"Code\":\"" + code + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
    }
}
