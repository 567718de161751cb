package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
    private static final String HEAD =
            """
            accounts:
              - name: acme
                regions: [cn-hangzhou]
            gateways:
              - name: gw
            connections:
              - {name: one, gateway: gw, bgp: true, health-check: true, customer-gateway: fw}
              - {name: two, gateway: gw, tunnels: 2, bgp: true}
            """;
    private static final String DOWN = "ike_sa_not_established";
    private static final String UP = "ipsec_sa_established";

    private static Truth truth(String more) {
        Scenario scenario = Scenario.parse("test", HEAD + more);
        return new Truth(scenario.world(), ManualClock.BEGAN, new RequestLog());
    }

    private static Instant second(double seconds) {
        return ManualClock.BEGAN.plusMillis(Math.round(seconds * 1000));
    }

    /** The value of "name facet" or "name role facet". */
    private static String value(Truth truth, double second, String what) {
        return say(truth.values(second(second))).getOrDefault(what, "nothing");
    }

    private static SortedMap<String, String> say(Map<Point, String> values) {
        var said = new TreeMap<String, String>();
        values.forEach((point, value) -> {
            String name = point.connectionId().startsWith("vco-one") ? "one" : "two";
            String role = point.tunnelId() == null ? "" : point.tunnelId().endsWith("1") ? " master" : " slave";
            said.put(name + role + " " + point.facet(), value);
        });
        return said;
    }

    @Test
    void shouldHoldAValueFromItsInstantOnUntilTheNext() {
        Truth truth = truth(
                """
                timeline:
                  - {at: PT20S, connection: one, status: ike_sa_established}
                  - {at: PT10S, connection: one, is: down}
                  - {at: PT30S, connection: one, is: up}
                """);

        assertThat(value(truth, 9.999, "one STATUS")).isEqualTo(UP);
        assertThat(value(truth, 10, "one STATUS")).isEqualTo(DOWN);
        assertThat(value(truth, 19.999, "one STATUS")).isEqualTo(DOWN);
        assertThat(value(truth, 20, "one STATUS")).isEqualTo("ike_sa_established");
        assertThat(value(truth, 30, "one STATUS")).isEqualTo(UP);
        assertThat(value(truth, 1e6, "one STATUS")).isEqualTo(UP);
    }

    @Test
    void shouldTakeBgpAndHealthDownWithTheLineThatCarriesThem() {
        Truth truth = truth("timeline: [{at: PT10S, connection: one, is: down}, {at: PT20S, connection: one, is: up}]");

        assertThat(say(truth.values(second(15))))
                .containsEntry("one BGP", "false")
                .containsEntry("one HEALTH", "failed");
        assertThat(say(truth.values(second(20))))
                .containsEntry("one BGP", "success")
                .containsEntry("one HEALTH", "success");
    }

    @Test
    void shouldTakeEveryTunnelDownWithItsGatewayAndGiveItBackAsItWas() {
        Truth truth = truth(
                """
                timeline:
                  - {at: PT5S, connection: two, tunnel: slave, status: ipsec_sa_not_established}
                  - {at: PT10S, gateway: gw, is: down}
                  - {at: PT20S, gateway: gw, is: up}
                """);

        assertThat(say(truth.values(second(10))))
                .containsEntry("one STATUS", DOWN)
                .containsEntry("two master STATUS", DOWN)
                .containsEntry("two slave STATUS", DOWN);
        assertThat(say(truth.values(second(20))))
                .containsEntry("one STATUS", UP)
                .containsEntry("two master STATUS", UP)
                .containsEntry("two slave STATUS", "ipsec_sa_not_established");
    }

    @Test
    void shouldTakeDownOnlyWhatHangsOnACustomerGateway() {
        Truth truth = truth("timeline: [{at: PT10S, customer-gateway: fw, is: down}]");

        assertThat(say(truth.values(second(10))))
                .containsEntry("one STATUS", DOWN)
                .containsEntry("two master STATUS", UP);
    }

    @Test
    void shouldSayTheUndocumentedAndLeaveOutTheAbsent() {
        Truth truth = truth(
                """
                timeline:
                  - {at: PT1S, connection: one, status: "raw:SOMETHING_new", state: financialLocked}
                  - {at: PT2S, connection: one, status: absent}
                  - {at: PT3S, connection: one, status: ""}
                """);

        assertThat(value(truth, 1, "one STATUS")).isEqualTo("SOMETHING_new");
        assertThat(value(truth, 1, "one LIFECYCLE")).isEqualTo("financialLocked");
        assertThat(value(truth, 2, "one STATUS")).isEqualTo("nothing");
        assertThat(value(truth, 3, "one STATUS")).isEmpty();
    }

    @Test
    void shouldNotHaveWhatIsNotYetCreatedOrIsDeleted() {
        Truth truth = truth(
                """
                timeline:
                  - {at: PT10S, connection: one, is: created}
                  - {at: PT20S, connection: one, is: deleted}
                """);

        assertThat(value(truth, 9, "one LIFECYCLE")).isEqualTo("nothing");
        assertThat(value(truth, 10, "one LIFECYCLE")).isEqualTo("active");
        assertThat(value(truth, 20, "one LIFECYCLE")).isEqualTo("nothing");
        assertThat(truth.changes(second(0), second(30)).stream()
                        .filter(it -> it.point().facet() == Facet.LIFECYCLE)
                        .map(it -> it.from() + ">" + it.to()))
                .containsExactly("null>active", "active>null");
    }

    @Test
    void shouldChangeTheConfigurationWhenKeysRotateAndWhenNamesChange() {
        Truth truth = truth(
                """
                repeat: PT1M
                timeline:
                  - {at: PT10S, connection: one, reconfigure: {psk: rotate}}
                  - {at: PT20S, connection: one, reconfigure: {name: other, tags: {a: b}}}
                """);

        var changes = truth.changes(second(0), second(120)).stream()
                .filter(it -> it.point().facet() == Facet.CONFIGURATION)
                .map(it -> Duration.between(ManualClock.BEGAN, it.at()).toSeconds());
        // The key differs each time; the name is the same the second time.
        assertThat(changes).containsExactly(10L, 20L, 70L);
    }

    @Test
    void shouldFlapAndEndUp() {
        Truth truth =
                truth("timeline: [{at: PT10S, connection: one, flap: {every: PT4S, down-for: PT1S, for: PT12S}}]");

        assertThat(truth.changes(second(0), second(60)).stream()
                        .filter(it -> it.point().facet() == Facet.STATUS)
                        .map(it -> Duration.between(ManualClock.BEGAN, it.at()).toSeconds()))
                .containsExactly(10L, 11L, 14L, 15L, 18L, 19L);
        assertThat(value(truth, 60, "one STATUS")).isEqualTo(UP);
    }

    @Test
    void shouldRepeatForEverWithoutResetting() {
        Truth truth = truth(
                """
                repeat: PT1M
                timeline:
                  - {at: PT10S, connection: one, is: up}
                  - {at: PT50S, connection: one, is: down}
                """);

        assertThat(value(truth, 0, "one STATUS")).isEqualTo(UP);
        assertThat(value(truth, 60, "one STATUS")).isEqualTo(DOWN);
        assertThat(value(truth, 70, "one STATUS")).isEqualTo(UP);
        assertThat(value(truth, 3600 * 24 * 365 + 55, "one STATUS")).isEqualTo(DOWN);
    }

    @Test
    void shouldMakeRestlessOnesRestlessEachAtItsOwnTime() {
        Truth truth = truth("generate: [{prefix: bulk, count: 100, restless: 10, every: PT1M, down-for: PT5S}]");

        var changes = truth.changes(second(60), second(120)).stream()
                .filter(it -> it.point().facet() == Facet.STATUS)
                .toList();
        assertThat(changes).hasSize(20);
        assertThat(changes.stream().filter(it -> DOWN.equals(it.to())).map(StatusChange::at))
                .doesNotHaveDuplicates();
    }

    /** Compares the function of time with a machine that replays the events one by one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
    void shouldBeWhatReplayingTheEventsWouldGive(long seed) {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        boolean repeats = random.nextBoolean();
        List<Event> events = new ArrayList<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
            events.add(Event.random(random));
        }
        String timeline = events.stream().map(Event::yaml).reduce("timeline:\n", String::concat);
        Truth truth = truth((repeats ? "repeat: PT1M\n" : "") + timeline);

        for (int i = 0; i < 50; i++) {
            int at = random.nextInt(240);
            // When
            var actual = say(truth.values(second(at)));
            // Then
            assertThat(actual).as("seed %s, second %s, %s", seed, at, timeline).isEqualTo(replay(events, repeats, at));
        }
    }

    /** Applying the list of changes to the values at the start gives the values at the end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13})
    void shouldListExactlyTheChangesBetweenTwoInstants(long seed) {
        // Given
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String timeline = "repeat: PT1M\ntimeline:\n";
        for (int i = 0; i < 20; i++) {
            timeline += Event.random(random).yaml();
        }
        Truth truth = truth(timeline);
        Instant from = second(random.nextInt(100));
        Instant until = from.plusSeconds(random.nextInt(150));

        // When
        var values = new TreeMap<>(truth.values(from));
        for (StatusChange change : truth.changes(from, until)) {
            assertThat(Optional.ofNullable(values.get(change.point()))).isEqualTo(Optional.ofNullable(change.from()));
            assertThat(change.to()).isNotEqualTo(change.from());
            if (change.to() == null) {
                values.remove(change.point());
            } else {
                values.put(change.point(), change.to());
            }
        }

        // Then
        assertThat(values).isEqualTo(truth.values(until));
    }

    private record Event(int at, String target, String key, String value) {
        static Event random(RandomGenerator random) {
            int at = random.nextInt(60);
            return switch (random.nextInt(8)) {
                case 0 -> new Event(at, "gateway: gw", "is", one(random, "up", "down"));
                case 1 -> new Event(at, "customer-gateway: fw", "is", one(random, "up", "down"));
                case 2 -> new Event(at, "connection: one", "is", one(random, "created", "deleted"));
                case 3 -> new Event(at, "connection: one", "bgp", one(random, "success", "failed"));
                case 4 -> new Event(at, "connection: one", "health", one(random, "success", "failed"));
                case 5 -> new Event(at, "connection: one", "state", one(random, "active", "updating"));
                case 6 -> new Event(at, "connection: one", "status", one(random, UP, DOWN, "ike_sa_established"));
                default ->
                    new Event(
                            at,
                            "connection: two, tunnel: " + one(random, "master", "slave"),
                            "status",
                            one(random, UP, DOWN, "ipsec_sa_not_established"));
            };
        }

        private static String one(RandomGenerator random, String... values) {
            return values[random.nextInt(values.length)];
        }

        String yaml() {
            return "  - {at: PT" + at + "S, " + target + ", " + key + ": " + value + "}\n";
        }
    }

    /** Replays the events one by one, second by second, as plainly as possible. */
    private static SortedMap<String, String> replay(List<Event> events, boolean repeats, int until) {
        var switches = new TreeMap<String, String>();
        var first = events.stream()
                .filter(it -> it.value.equals("created") || it.value.equals("deleted"))
                .min(Comparator.comparingInt(Event::at));
        switches.put(
                "connection: one is",
                first.map(it -> it.value.equals("created") ? "deleted" : "created")
                        .orElse("created"));
        for (int now = 0; now <= until; now++) {
            for (Event event : events) {
                if (event.at == (repeats ? now % 60 : now)) {
                    switches.put(event.target + " " + event.key, event.value);
                }
            }
        }
        return said(switches);
    }

    private static SortedMap<String, String> said(Map<String, String> switches) {
        var said = new TreeMap<String, String>();
        boolean gateway = !"down".equals(switches.get("gateway: gw is"));
        boolean firewall = !"down".equals(switches.get("customer-gateway: fw is"));
        if (!"deleted".equals(switches.get("connection: one is"))) {
            String status = gateway && firewall ? switches.getOrDefault("connection: one status", UP) : DOWN;
            boolean up = status.equals(UP);
            said.put("one STATUS", status);
            said.put("one BGP", up ? switches.getOrDefault("connection: one bgp", "success") : "false");
            said.put("one HEALTH", up ? switches.getOrDefault("connection: one health", "success") : "failed");
            said.put("one LIFECYCLE", switches.getOrDefault("connection: one state", "active"));
            said.put("one CONFIGURATION", configuration("one"));
        }
        for (String role : List.of("master", "slave")) {
            String own = switches.getOrDefault("connection: two, tunnel: " + role + " status", UP);
            String status = gateway ? own : DOWN;
            said.put("two " + role + " STATUS", status);
            said.put("two " + role + " BGP", status.equals(UP) ? "success" : "false");
            said.put("two " + role + " LIFECYCLE", "active");
        }
        said.put("two LIFECYCLE", "active");
        said.put("two CONFIGURATION", configuration("two"));
        return said;
    }

    private static String configuration(String name) {
        return value(truth(""), 0, name + " CONFIGURATION");
    }
}
