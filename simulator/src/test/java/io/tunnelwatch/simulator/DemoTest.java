package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The demo plays its whole scenario in time. */
class DemoTest {
    private static final Duration STORY = Duration.ofMinutes(3);
    /** alerts.for of the demo, plus one poll to see it twice. */
    private static final Duration HOLD = Duration.ofSeconds(14);

    private final ManualClock clock = new ManualClock();
    private final Simulator simulator = Simulator.start(Scenario.demo(), 0, ManualClock.BEGAN, clock);
    private final List<StatusChange> story =
            simulator.truth().changes(ManualClock.BEGAN, ManualClock.BEGAN.plus(STORY));

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void shouldHaveABelievableCloud() {
        assertThat(simulator.targets()).containsExactly("acme/cn-hangzhou", "acme/eu-central-1");
        var ids = simulator.truth().values(ManualClock.BEGAN).keySet().stream()
                .map(Point::connectionId)
                .distinct();
        assertThat(ids.count()).isBetween(12L, 16L);
    }

    @Test
    void shouldFailAHealthCheckFromTheStart() {
        assertThat(values("branchshenzhen", Facet.HEALTH, 0)).containsExactly("failed");
        assertThat(values("branchshenzhen", Facet.STATUS, 0)).containsExactly("ipsec_sa_established");
    }

    @Test
    void shouldFailPhase2EarlyEnoughForAnAlertWithinHalfAMinute() {
        assertThat(longest("plantningbo", "ipsec_sa_not_established", ManualClock.BEGAN.plusSeconds(16)))
                .isGreaterThan(HOLD);
    }

    @Test
    void shouldLoseOneTunnelAndThenBothAndGetThemBack() {
        String dc = "dchangzhoubeij";
        assertThat(values(dc, Facet.STATUS, 40)).containsExactly("ike_sa_not_established", "ipsec_sa_established");
        assertThat(values(dc, Facet.STATUS, 65)).containsExactly("ike_sa_not_established", "ipsec_sa_not_established");
        assertThat(values(dc, Facet.STATUS, 110)).containsOnly("ipsec_sa_established");
    }

    @Test
    void shouldLoseBgpUnderHealthyIpsec() {
        assertThat(values("plantwuxi", Facet.BGP, 60)).containsExactly("false");
        assertThat(values("plantwuxi", Facet.STATUS, 60)).containsExactly("ipsec_sa_established");
        assertThat(values("plantwuxi", Facet.BGP, 120)).containsExactly("success");
    }

    @Test
    void shouldFlap() {
        assertThat(story.stream().filter(it -> it.point().connectionId().contains("branchchengdu")))
                .hasSizeGreaterThanOrEqualTo(16);
    }

    @Test
    void shouldLoseAWholeGatewayAndGetItBack() {
        for (String name : List.of("plantstuttgart", "branchmunich", "branchvienna")) {
            assertThat(values(name, Facet.STATUS, 110)).containsOnly("ike_sa_not_established");
            assertThat(values(name, Facet.STATUS, 130)).containsOnly("ipsec_sa_established");
        }
        assertThat(values("dcamsterdam", Facet.STATUS, 110)).containsOnly("ipsec_sa_established");
    }

    @Test
    void shouldRefuseTheCredentialsAndAcceptThemAgain() throws Exception {
        var caller = Caller.of(simulator);
        for (int second = 0; second < 180; second += 2) {
            clock.set(ManualClock.BEGAN.plusSeconds(second));
            int status = caller.send("DescribeVpnConnections", "RegionId", "eu-central-1")
                    .statusCode();
            assertThat(status).as("at second %s", second).isEqualTo(second >= 140 && second < 165 ? 404 : 200);
        }
    }

    @Test
    void shouldPlantASecretInEveryConnection() throws Exception {
        var caller = Caller.of(simulator);
        for (String region : List.of("cn-hangzhou", "eu-central-1")) {
            var keys = caller.page(region, 1, 50).findValuesAsText("Psk");
            assertThat(keys).isNotEmpty().doesNotHaveDuplicates().allMatch(it -> it.contains("must-never"));
        }
    }

    @Test
    void shouldBeQuieterAfterwardsAndComeAgain() {
        var truth = simulator.truth();
        int quiet = truth.changes(ManualClock.BEGAN.plus(STORY), ManualClock.BEGAN.plusSeconds(600))
                .size();
        int again = truth.changes(
                        ManualClock.BEGAN.plusSeconds(600),
                        ManualClock.BEGAN.plusSeconds(600).plus(STORY))
                .size();

        assertThat(quiet).isBetween(5, story.size() / 2);
        // The repetition may have one change more: the health check of act 1, which was good at the start, fails again.
        assertThat(again).isBetween(story.size(), story.size() + 1);
    }

    private List<String> values(String name, Facet facet, long second) {
        var values = simulator.truth().values(ManualClock.BEGAN.plusSeconds(second));
        return values.entrySet().stream()
                .filter(it -> it.getKey().connectionId().startsWith("vco-" + name))
                .filter(it -> it.getKey().facet() == facet)
                .map(java.util.Map.Entry::getValue)
                .toList();
    }

    /** How long the connection keeps that value, if it takes it before the given instant. */
    private Duration longest(String name, String value, Instant before) {
        var changes = story.stream()
                .filter(it -> it.point().connectionId().startsWith("vco-" + name))
                .filter(it -> it.point().facet() == Facet.STATUS)
                .toList();
        for (int i = 0; i + 1 < changes.size(); i++) {
            if (value.equals(changes.get(i).to()) && changes.get(i).at().isBefore(before)) {
                return Duration.between(changes.get(i).at(), changes.get(i + 1).at());
            }
        }
        return Duration.ZERO;
    }
}
