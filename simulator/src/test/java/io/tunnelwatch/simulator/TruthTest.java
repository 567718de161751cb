package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.testsupport.ManualClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The simulator's record of what it showed is what a caller read. */
class TruthTest {
    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(Scenario.demo(), 0, ManualClock.BEGAN, clock);
    private final Caller caller = Caller.of(simulator);

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void shouldSayOfEachPollWhatItShowed() throws Exception {
        // Given: polls of both regions every 2 s, through the whole story and the start of its repetition
        List<String> regions = List.of("cn-hangzhou", "eu-central-1");
        List<Map<String, String>> polls = new ArrayList<>();
        for (int second = 0; second < 720; second += 2) {
            clock.set(ManualClock.BEGAN.plusSeconds(second));
            for (String region : regions) {
                var read = poll(region);
                if (!read.isEmpty()) {
                    polls.add(read);
                }
            }
        }

        // When
        var sightings = simulator.truth().sightings().stream()
                .filter(Sighting::isPlainPage)
                .toList();

        // Then
        assertThat(sightings).hasSameSizeAs(polls).hasSizeGreaterThan(600);
        for (int i = 0; i < polls.size(); i++) {
            assertThat(statuses(simulator.truth().shown(sightings.get(i)))).isEqualTo(polls.get(i));
        }
    }

    @Test
    void shouldCallObservableExactlyWhatTwoConsecutivePollsShow() throws Exception {
        // Given
        List<String> seen = new ArrayList<>();
        Map<String, String> before = Map.of();
        for (int second = 0; second < 600; second += 3) {
            clock.set(ManualClock.BEGAN.plusSeconds(second));
            Map<String, String> now = poll("cn-hangzhou");
            if (!now.isEmpty()) {
                if (!before.isEmpty()) {
                    differences(before, now, clock.instant(), seen);
                }
                before = now;
            }
        }

        // When
        var observable = simulator.truth().observable().stream()
                .filter(it -> it.point().facet() == Facet.STATUS)
                .map(it -> id(it.point()) + " " + it.from() + " " + it.to() + " " + it.seenAt())
                .toList();

        // Then
        assertThat(observable).containsExactlyInAnyOrderElementsOf(seen).hasSizeGreaterThan(20);
    }

    @Test
    void shouldTellFromOutsideWhatItTellsInside() throws Exception {
        // Given
        clock.set(ManualClock.BEGAN.plusSeconds(5));
        poll("cn-hangzhou");
        clock.set(ManualClock.BEGAN.plusSeconds(60));
        poll("cn-hangzhou");

        // When
        JsonNode truth = Caller.aside(simulator, "/simulator/truth");

        // Then
        Truth inside = simulator.truth();
        assertThat(truth.get("began").asText()).isEqualTo(ManualClock.BEGAN.toString());
        assertThat(truth.get("values"))
                .hasSameSizeAs(inside.values(ManualClock.BEGAN).entrySet());
        assertThat(truth.get("changes")).hasSameSizeAs(inside.changes(ManualClock.BEGAN, clock.instant()));
        assertThat(truth.get("observable")).hasSameSizeAs(inside.observable()).isNotEmpty();
        JsonNode sightings = Caller.aside(simulator, "/simulator/sightings?after=1&values=true")
                .get("sightings");
        assertThat(sightings).hasSize(1);
        assertThat(sightings.at("/0/values"))
                .hasSameSizeAs(inside.shown(inside.sightings().get(1)).entrySet());
        assertThat(truth.toString()).doesNotContain("must-never");
    }

    @Test
    void shouldGoOnWhereItWasAfterARestart() throws Exception {
        // Given
        clock.set(ManualClock.BEGAN.plusSeconds(57));
        Map<String, String> before = poll("cn-hangzhou");

        // When
        try (Simulator again = Simulator.start(Scenario.demo(), 0, ManualClock.BEGAN, clock)) {
            // Then
            assertThat(read(Caller.of(again).page("cn-hangzhou", 1, 50))).isEqualTo(before);
        }
    }

    private Map<String, String> poll(String region) throws Exception {
        var response = caller.send("DescribeVpnConnections", "RegionId", region, "PageSize", "50", "PageNumber", "1");
        try {
            return response.statusCode() == 200
                    ? read(new com.fasterxml.jackson.databind.ObjectMapper().readTree(response.body()))
                    : Map.of();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            // a truncated answer, which is part of the story
            return Map.of();
        }
    }

    private static Map<String, String> read(JsonNode body) {
        var statuses = new TreeMap<String, String>();
        for (JsonNode connection : body.at("/VpnConnections/VpnConnection")) {
            if (connection.has("Status")) {
                statuses.put(
                        connection.get("VpnConnectionId").asText(),
                        connection.get("Status").asText());
            }
            for (JsonNode tunnel : connection.at("/TunnelOptionsSpecification/TunnelOptions")) {
                statuses.put(
                        tunnel.get("TunnelId").asText(), tunnel.get("Status").asText());
            }
        }
        return statuses;
    }

    private static Map<String, String> statuses(Map<Point, String> values) {
        var statuses = new TreeMap<String, String>();
        values.forEach((point, value) -> {
            if (point.facet() == Facet.STATUS) {
                statuses.put(id(point), value);
            }
        });
        return statuses;
    }

    private static String id(Point point) {
        return point.tunnelId() == null ? point.connectionId() : point.tunnelId();
    }

    private static void differences(
            Map<String, String> before, Map<String, String> now, Instant at, List<String> into) {
        var ids = new java.util.TreeSet<>(before.keySet());
        ids.addAll(now.keySet());
        for (String id : ids) {
            String was = before.get(id);
            String is = now.get(id);
            if (!String.valueOf(was).equals(String.valueOf(is))) {
                into.add(id + " " + was + " " + is + " " + at);
            }
        }
    }
}
