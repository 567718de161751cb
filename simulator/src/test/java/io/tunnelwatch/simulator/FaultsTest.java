package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.testsupport.ManualClock;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static final String WORLD =
            """
            accounts:
              - name: acme
                regions: [cn-hangzhou, eu-central-1]
            generate:
              - prefix: bulk
                count: 6
              - prefix: euro
                count: 6
                region: eu-central-1
            faults:
            """;

    private final ManualClock clock = new ManualClock();
    private Simulator simulator = start("");

    private Simulator start(String fault) {
        return Simulator.start(Scenario.parse("test", WORLD + fault.indent(2)), 0, ManualClock.BEGAN, clock);
    }

    private Caller with(String fault) {
        simulator.close();
        simulator = start(fault);
        return Caller.of(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'{fault: throttle}', 400, Throttling.User",
        "'{fault: throttle, code: Throttling, status: 429}', 429, Throttling",
        "'{fault: deny}', 403, Forbidden.RAM",
        "'{fault: deny, code: Forbbiden.SubUser}', 403, Forbbiden.SubUser",
        "'{fault: refuse-credentials}', 404, InvalidAccessKeyId.NotFound",
        "'{fault: fail}', 503, ServiceUnavailable",
        "'{fault: fail, status: 500}', 500, InternalError",
    })
    void shouldRefuse(String fault, int status, String code) throws Exception {
        HttpResponse<String> response = with("- " + fault).send("DescribeVpnConnections", "RegionId", "cn-hangzhou");

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"Code\":\"" + code + "\"");
    }

    @Test
    void shouldSayWhenToComeBack() throws Exception {
        var response = with("- {fault: throttle, retry-after: PT1.5S}")
                .send("DescribeVpnConnections", "RegionId", "cn-hangzhou");

        assertThat(response.headers().firstValue("x-acs-retry-after")).hasValue("1500");
        assertThat(response.headers().firstValue("x-ratelimit-user-api"))
                .hasValue("Limit:600,Remain:0,TimeLeft:1500,Reset:60000");
    }

    @Test
    void shouldStrikeOnlyFromThenUntilThen() throws Exception {
        var caller = with("- {fault: fail, from: PT10S, until: PT20S}");

        assertThat(statusAt(9, caller)).isEqualTo(200);
        assertThat(statusAt(10, caller)).isEqualTo(503);
        assertThat(statusAt(19, caller)).isEqualTo(503);
        assertThat(statusAt(20, caller)).isEqualTo(200);
    }

    private int statusAt(long second, Caller caller) throws Exception {
        clock.set(ManualClock.BEGAN.plusSeconds(second));
        return caller.send("DescribeVpnConnections", "RegionId", "cn-hangzhou").statusCode();
    }

    @Test
    void shouldStrikeOnlyWhatIsMeant() throws Exception {
        var caller = with(
                """
                - {fault: fail, region: eu-central-1}
                - {fault: deny, action: DownloadVpnConnectionConfig}
                """);
        String id =
                caller.page("cn-hangzhou", 1, 1).findValue("VpnConnectionId").asText();

        assertThat(caller.send("DescribeVpnConnections", "RegionId", "eu-central-1")
                        .statusCode())
                .isEqualTo(503);
        assertThat(caller.send("DescribeVpnConnection", "RegionId", "cn-hangzhou", "VpnConnectionId", id)
                        .statusCode())
                .isEqualTo(200);
        assertThat(caller.send("DownloadVpnConnectionConfig", "RegionId", "cn-hangzhou", "VpnConnectionId", id)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldBeSlow() throws Exception {
        var caller = with("- {fault: slow, delay: PT0.3S}");
        long before = System.nanoTime();

        caller.page("cn-hangzhou", 1, 50);

        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(300_000_000L);
    }

    @Test
    void shouldTruncateTheBodyOfAGoodAnswer() throws Exception {
        var response = with("- {fault: truncate}").send("DescribeVpnConnections", "RegionId", "cn-hangzhou");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> new ObjectMapper().readTree(response.body()))
                .isInstanceOfAny(JsonParseException.class, IOException.class);
        assertThat(simulator.truth().sightings()).isEmpty();
    }

    @Test
    void shouldBreakTheConnectionInTheBody() {
        var caller = with("- {fault: cut}");

        assertThatThrownBy(() -> caller.send("DescribeVpnConnections", "RegionId", "cn-hangzhou"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldAnswerWithTheHtmlOfAProxy() throws Exception {
        var response = with("- {fault: bad-gateway}").send("DescribeVpnConnections", "RegionId", "cn-hangzhou");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.body()).startsWith("<html>");
    }

    @Test
    void shouldLoseAnItemBetweenPages() throws Exception {
        var caller = with("- {fault: page-shift}");

        assertThat(names(caller)).containsExactly("bulk-1", "bulk-2", "bulk-4", "bulk-5", "bulk-6");
        assertThat(caller.page("cn-hangzhou", 1, 2).get("TotalCount").asInt()).isEqualTo(6);
        assertThat(caller.page("cn-hangzhou", 2, 2).get("TotalCount").asInt()).isEqualTo(5);
        assertThat(with("- {fault: page-shift, keep-total: true}")
                        .page("cn-hangzhou", 2, 2)
                        .get("TotalCount")
                        .asInt())
                .isEqualTo(6);
    }

    @Test
    void shouldShowAnItemTwice() throws Exception {
        assertThat(names(with("- {fault: page-repeat}")))
                .containsExactly("bulk-1", "bulk-2", "bulk-2", "bulk-3", "bulk-4", "bulk-5");
    }

    @Test
    void shouldLieAboutTheTotal() throws Exception {
        JsonNode page = with("- {fault: lying-total, by: 3}").page("cn-hangzhou", 1, 50);

        assertThat(page.get("TotalCount").asInt()).isEqualTo(9);
        assertThat(page.findValuesAsText("Name")).hasSize(6);
    }

    @Test
    void shouldShowNothingAtAll() throws Exception {
        JsonNode page = with("- {fault: empty-listing}").page("cn-hangzhou", 1, 50);

        assertThat(page.get("TotalCount").asInt()).isZero();
        assertThat(page.at("/VpnConnections/VpnConnection")).isEmpty();
    }

    @Test
    void shouldNotTakeADistortedListingForATrueOne() throws Exception {
        var caller = with("- {fault: empty-listing, from: PT10S, until: PT20S}");
        for (long second : List.of(5L, 15L, 25L)) {
            clock.set(ManualClock.BEGAN.plusSeconds(second));
            caller.page("cn-hangzhou", 1, 50);
        }

        assertThat(simulator.truth().sightings()).hasSize(3);
        assertThat(simulator.truth().observable()).isEmpty();
    }

    private static List<String> names(Caller caller) throws Exception {
        var names = new java.util.ArrayList<String>();
        for (int page = 1; page <= 3; page++) {
            names.addAll(caller.page("cn-hangzhou", page, 2).findValuesAsText("Name"));
        }
        return names;
    }
}
