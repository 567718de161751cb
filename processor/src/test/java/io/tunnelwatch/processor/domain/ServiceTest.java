package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Facets;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Observation.Failure;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether traffic has a way through a connection. */
class ServiceTest {
    private final Scene scene = new Scene();

    @ParameterizedTest(name = "{0}, BGP {1}, check {2} of a policy to {3}: {4}")
    @CsvSource({
        "ipsec_sa_established,      ,        ,        revoke, UP      IPSEC_ESTABLISHED",
        "ipsec_sa_established,      success, success, revoke, UP      IPSEC_ESTABLISHED",
        "ike_sa_not_established,    success, success, revoke, DOWN    PHASE1_NOT_ESTABLISHED",
        "ike_sa_established,        ,        ,        revoke, DOWN    PHASE2_PENDING",
        "ipsec_sa_not_established,  false,   failed,  revoke, DOWN    PHASE2_NOT_ESTABLISHED",
        "ipsec_sa_established,      false,   success, revoke, DOWN    BGP_NOT_ESTABLISHED",
        "ipsec_sa_established,      failed,  ,        revoke, DOWN    BGP_NOT_ESTABLISHED",
        "ipsec_sa_established,      success, failed,  revoke, DOWN    ROUTE_REVOKED",
        "ipsec_sa_established,      success, failed,  keep,   DEGRADED HEALTH_CHECK_FAILED",
        "ipsec_sa_established,      false,   failed,  keep,   DOWN    BGP_NOT_ESTABLISHED",
        "something_new,             ,        ,        revoke, UNKNOWN STATUS_NOT_RECOGNISED",
        "'',                        ,        ,        revoke, UNKNOWN STATUS_MISSING",
        // Certain whatever the tunnel is: no world with a BGP session or a route that is down has a way.
        "'',                        false,   ,        revoke, DOWN    BGP_NOT_ESTABLISHED",
        "'',                        ,        failed,  revoke, DOWN    ROUTE_REVOKED",
        "'',                        ,        failed,  keep,   UNKNOWN STATUS_MISSING",
        "ipsec_sa_established,      ?,       ,        revoke, UNKNOWN BGP_NOT_SEEN",
        "ipsec_sa_established,      ?,       failed,  revoke, DOWN    ROUTE_REVOKED",
        "ipsec_sa_established,      ?,       failed,  keep,   UNKNOWN BGP_NOT_SEEN",
        "ipsec_sa_established,      success, ?,       revoke, UNKNOWN HEALTH_CHECK_NOT_SEEN",
        "ipsec_sa_established,      success, strange, keep,   UNKNOWN HEALTH_CHECK_NOT_SEEN"
    })
    void shouldReadWhetherASingleTunnelCarriesTraffic(
            String status, @Nullable String bgp, @Nullable String check, String policy, String expected) {
        var seen = SeenConnection.basic("vco-1").status(status).snapshot();
        var snapshot = new Snapshot(
                "vco-1",
                1,
                null,
                status,
                new Snapshot.HealthCheck(check != null, text(check), policy.equals("revoke")),
                new Snapshot.Bgp(bgp != null, text(bgp)),
                seen.tunnels(),
                false,
                seen.context(),
                seen.configuration());

        assertThat(service(snapshot)).isEqualTo(expected.replaceAll(" +", " "));
    }

    @ParameterizedTest(name = "{0} with BGP {1}, {2} with BGP {3}: {4}")
    @CsvSource({
        "ipsec_sa_established,   ,        ipsec_sa_established,   ,        UP ALL_TUNNELS_UP",
        "ipsec_sa_established,   success, ipsec_sa_established,   success, UP ALL_TUNNELS_UP",
        "ipsec_sa_established,   ,        ike_sa_not_established, ,        DEGRADED SOME_TUNNELS_DOWN",
        "ike_sa_not_established, ,        ike_sa_not_established, ,        DOWN ALL_TUNNELS_DOWN",
        "ipsec_sa_established,   success, ipsec_sa_established,   false,   DEGRADED BGP_NOT_ESTABLISHED",
        "ipsec_sa_established,   false,   ipsec_sa_established,   failed,  DOWN BGP_NOT_ESTABLISHED",
        // The tunnel that is up has no session, and the other one is down.
        "ipsec_sa_established,   false,   ike_sa_not_established, success, DOWN BGP_NOT_ESTABLISHED",
        "ipsec_sa_established,   success, ike_sa_not_established, false,   DEGRADED SOME_TUNNELS_DOWN",
        // A tunnel without BGP needs no session.
        "ipsec_sa_established,   ,        ipsec_sa_established,   false,   DEGRADED BGP_NOT_ESTABLISHED",
        "ipsec_sa_established,   ,        '',                     ,        UNKNOWN TUNNELS_NOT_SEEN",
        "'',                     ,        ike_sa_not_established, ,        UNKNOWN TUNNELS_NOT_SEEN",
        "ipsec_sa_established,   ?,       ipsec_sa_established,   success, UNKNOWN BGP_NOT_SEEN",
        "ipsec_sa_established,   ?,       ike_sa_not_established, success, UNKNOWN BGP_NOT_SEEN",
        "ipsec_sa_established,   success, '',                     false,   DEGRADED BGP_NOT_ESTABLISHED",
        "'',                     false,   ike_sa_not_established, ,        DOWN BGP_NOT_ESTABLISHED"
    })
    void shouldReadWhetherOneOfTwoTunnelsCarriesTraffic(
            String first, @Nullable String firstBgp, String second, @Nullable String secondBgp, String expected) {
        var snapshot = SeenConnection.basic("vco-1")
                .tunnels(tunnel("tun-a", first, firstBgp), tunnel("tun-b", second, secondBgp))
                .snapshot();

        assertThat(service(snapshot)).isEqualTo(expected);
    }

    @Test
    void shouldChangeWithTheSessionAndWithoutAnAlertOfItsOwn() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", UP, "false", ""))
                .quiet(10);

        assertThat(scene.changesOf("vco-1", FacetKind.SERVICE))
                .extracting(Transition::kind, it -> state(it.from()), it -> state(it.to()))
                .containsExactly(
                        tuple(Transition.Kind.FIRST_SEEN, "", "UP"),
                        tuple(Transition.Kind.FACET_CHANGED, "UP", "DOWN"));
        assertThat(scene.told()).containsExactly("BgpDown FIRING");
    }

    @Test
    void shouldFollowThePolicyOfTheHealthCheck() {
        scene.scan(SeenConnection.single("vco-1", UP, "", "failed"))
                .scan(SeenConnection.basic("vco-1")
                        .health("failed")
                        .cipher("aes")
                        .snapshot());

        assertThat(scene.changesOf("vco-1", FacetKind.SERVICE))
                .extracting(it -> state(it.to()))
                .containsExactly("DOWN", "DEGRADED");
    }

    @Test
    void shouldKnowNothingNewOfWhatIsSwitchedOffInAGap() {
        scene.scan(SeenConnection.single("vco-1", UP)).quiet(1).forgetEvents();
        for (int i = 0; i < 5; i++) {
            scene.failedScan(Failure.OTHER);
        }
        scene.scan(SeenConnection.single("vco-1", PHASE1, "success", ""));

        assertThat(scene.changesOf("vco-1", FacetKind.HEALTH_CHECK)).isEmpty();
        assertThat(scene.changesOf("vco-1", FacetKind.SERVICE))
                .extracting(it -> state(it.to()))
                .containsExactly("UNKNOWN", "DOWN");
        // Switched on at some time in the gap.
        assertThat(scene.changesOf("vco-1", FacetKind.BGP)).singleElement().satisfies(it -> {
            assertThat(state(it.from())).isEqualTo("NOT_CONFIGURED");
            assertThat(it.acrossGap()).isTrue();
            assertThat(it.notBefore()).isEqualTo(Scene.START.plus(Scene.POLL.multipliedBy(2)));
        });
    }

    @Test
    void shouldGiveAConnectionOfAnEarlierVersionItsServiceAsABaseline() {
        // Given
        var connections = new TreeMap<String, ConnectionState>();
        var memory = new InMemoryState(connections);
        var detector = new Detector(Rules.defaults());
        Snapshot snapshot = SeenConnection.single("vco-1", UP, "false", "");
        var scan = new Observation.ScanCompleted(1, snapshot.contentHash());
        memory.decide(detector, observed(1, 0, snapshot));
        TargetState target =
                memory.decide(detector, observed(1, 1, scan)).target().orElseThrow();
        connections.replaceAll((id, it) -> withoutService(it));
        // When
        Decision next = detector.decide(withoutService(target), memory, observed(2, 0, scan));
        // Then
        assertThat(next.events()).singleElement().isInstanceOfSatisfying(Transition.class, it -> {
            assertThat(it.kind()).isEqualTo(Transition.Kind.FIRST_SEEN);
            assertThat(it.facet()).isEqualTo(new FacetId("vco-1", FacetKind.SERVICE));
            assertThat(state(it.to())).isEqualTo("DOWN");
            assertThat(it.notBefore()).isEqualTo(it.cause().at());
        });
        assertThat(next.changed().keySet()).containsExactly("vco-1");
        assertThat(next.target().orElseThrow().hasServiceFacet()).isTrue();
    }

    @Test
    void shouldTellOfAChangeOfAServiceThatIsABaseline() {
        // Given
        var connections = new TreeMap<String, ConnectionState>();
        var memory = new InMemoryState(connections);
        var detector = new Detector(Rules.defaults());
        Snapshot snapshot = SeenConnection.single("vco-1", UP);
        var scan = new Observation.ScanCompleted(1, snapshot.contentHash());
        memory.decide(detector, observed(1, 0, snapshot));
        TargetState target =
                memory.decide(detector, observed(1, 1, scan)).target().orElseThrow();
        connections.replaceAll((id, it) -> withoutService(it));
        Decision baseline = detector.decide(withoutService(target), memory, observed(2, 0, scan));
        connections.putAll(baseline.changed());
        // When
        Decision next = detector.decide(
                baseline.target().orElseThrow(), memory, observed(3, 0, SeenConnection.single("vco-1", PHASE1)));
        // Then
        assertThat(next.events())
                .map(Transition.class::cast)
                .filteredOn(it -> new FacetId("vco-1", FacetKind.SERVICE).equals(it.facet()))
                .extracting(Transition::kind, it -> state(it.from()), it -> state(it.to()))
                .containsExactly(tuple(Transition.Kind.FACET_CHANGED, "UP", "DOWN"));
    }

    private static Observation observed(long scan, int index, Observation.Body body) {
        return new Observation(
                Scene.TARGET,
                new Order(1, scan, index),
                Scene.START.plus(Scene.POLL.multipliedBy(scan)),
                Scene.POLL,
                body);
    }

    private static ConnectionState withoutService(ConnectionState it) {
        var facets = new TreeMap<>(it.facets());
        facets.remove(new FacetId("vco-1", FacetKind.SERVICE));
        return new ConnectionState(it.snapshot(), it.seenAt(), facets, it.alerts(), it.evidence());
    }

    private static TargetState withoutService(TargetState it) {
        return new TargetState(
                it.target(),
                it.lastOrder(),
                it.now(),
                it.firstObservedAt(),
                it.lastCompleteAt(),
                it.pollInterval(),
                it.connectionCount(),
                it.digest(),
                it.unseen(),
                it.freshness(),
                it.staleAlert(),
                it.polledBy(),
                it.retiredAt(),
                false);
    }

    private static String service(Snapshot snapshot) {
        Reading it = Objects.requireNonNull(
                Facets.read(snapshot).get(new FacetId(snapshot.connectionId(), FacetKind.SERVICE)));
        return it.state() + " " + it.reason();
    }

    private static Snapshot.Tunnel tunnel(String id, String status, @Nullable String bgp) {
        return new Snapshot.Tunnel(id, "master", status, new Snapshot.Bgp(bgp != null, text(bgp)));
    }

    /** A question mark stands for a status that the cloud does not give. */
    private static String text(@Nullable String status) {
        return status == null || status.equals("?") ? "" : status;
    }

    private static String state(@Nullable FacetValue value) {
        return value == null ? "" : value.state().name();
    }
}
