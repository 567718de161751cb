package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.Format;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The month before the demo. */
class ScenarioPastTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant END = Instant.parse("2026-11-29T10:00:00Z");
    private static final String CHINA = "acme/cn-hangzhou";
    private static final String UP = "ipsec_sa_established";

    private final ScenarioPast month = ScenarioPast.beforeDemo(ScenarioPast.LONGEST, END, ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(strings = {CHINA, "acme/eu-central-1"})
    void shouldEndAsTheDemoBegins(String target) throws Exception {
        var past = connections(last(month.listings(target)));

        var demo = connections(demoAtItsStart(target));

        // Its health check fails in the demo's first second, and nowhere before.
        past.keySet().removeIf(it -> it.contains("branchshenzhen"));
        demo.keySet().removeIf(it -> it.contains("branchshenzhen"));
        assertThat(past).isNotEmpty().isEqualTo(demo);
    }

    @Test
    void shouldBeginAtItsStartHoweverShortItIs() {
        Instant began = END.minus(Duration.ofDays(7));

        var listings =
                ScenarioPast.beforeDemo(Duration.ofDays(7), END, ZoneOffset.UTC).listings(CHINA);

        assertThat(listings.firstKey()).isEqualTo(began);
        assertThat(listings.lastKey()).isBefore(END);
        assertThat(listings.tailMap(began.plusMillis(1)).keySet())
                .isNotEmpty()
                .isEqualTo(month.listings(CHINA).tailMap(began.plusMillis(1)).keySet());
    }

    @Test
    void shouldTakeTheGatewayDownWithinThePlannedTimeOnly() throws Exception {
        var work = month.plannedWork().get(0);
        Instant from = month.at(work.from());
        var listings = month.listings(CHINA);

        var during = connections(atOrBefore(listings, from.plus(Duration.ofMinutes(10))));

        assertThat(statuses(during, work.gatewayId())).isNotEmpty().doesNotContain(UP);
        for (Instant beyond : new Instant[] {from, from.plus(work.length())}) {
            assertThat(statuses(connections(atOrBefore(listings, beyond)), work.gatewayId()))
                    .isNotEmpty()
                    .containsOnly(UP);
        }
        assertThat(work.declared()).isLessThan(work.from());
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Asia/Shanghai", "America/Lima"})
    void shouldHaveItsEveningsWhereItIsShown(String zone) {
        var work = ScenarioPast.beforeDemo(ScenarioPast.LONGEST, END, ZoneId.of(zone));

        var from = work.at(work.plannedWork().get(0).from()).atZone(ZoneId.of(zone));

        assertThat(from.getHour()).isEqualTo(20);
        assertThat(from.toInstant()).isBefore(END);
    }

    @Test
    void shouldNotPlanBeforeItBegins() {
        assertThat(ScenarioPast.beforeDemo(Duration.ofDays(3), END, ZoneOffset.UTC)
                        .plannedWork())
                .isEmpty();
    }

    private static byte[] last(SortedMap<Instant, byte[]> listings) {
        return atOrBefore(listings, END);
    }

    private static byte[] atOrBefore(SortedMap<Instant, byte[]> listings, Instant at) {
        return new TreeMap<>(listings).floorEntry(at).getValue();
    }

    private static byte[] demoAtItsStart(String target) {
        String[] parts = target.split("/");
        var page = Scenario.demo().world().listing(parts[0], parts[1]).page(0, 0, 50, Listing.Filter.NONE);
        return Answers.connections(Format.JSON, "", page, 1, 50);
    }

    private static TreeMap<String, JsonNode> connections(byte[] answer) throws IOException {
        var connections = new TreeMap<String, JsonNode>();
        JSON.readTree(answer)
                .path("VpnConnections")
                .path("VpnConnection")
                .forEach(it -> connections.put(it.path("VpnConnectionId").asText(), it));
        return connections;
    }

    /** The statuses of the gateway's tunnels. */
    private static List<String> statuses(TreeMap<String, JsonNode> connections, String gatewayId) {
        return connections.values().stream()
                .filter(it -> it.path("VpnGatewayId").asText().equals(gatewayId))
                .flatMap(it -> it.findValuesAsText("Status").stream())
                .filter(it -> it.contains("_sa_"))
                .toList();
    }
}
