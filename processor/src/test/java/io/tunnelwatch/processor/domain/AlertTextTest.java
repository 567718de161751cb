package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.PHASE2;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the texts of alerts. */
class AlertTextTest {
    private static final Instant NOW = Scene.START;
    private static final String LATEST = " Latest problem: phase 1 (IKE) is not established.";
    private static final String BEGAN = " It began between 2025-12-31T23:59:30Z and 2026-01-01T00:00:00Z.";

    private final Scene scene = new Scene();

    @Test
    void shouldSayWhatIsWrongSinceWhenAndWhatWasChangedBefore() {
        scene.scan(SeenConnection.basic("vco-1").snapshot())
                .scan(SeenConnection.basic("vco-1").cipher("aes").snapshot())
                .scan(SeenConnection.basic("vco-1").cipher("aes").status(PHASE1).snapshot())
                .quiet(2);

        assertThat(scene.steps()).singleElement().satisfies(it -> {
            assertThat(it.text())
                    .isEqualTo("name-of-vco-1 is down: phase 1 (IKE) is not established."
                            + " It began between 2026-01-01T00:01:00Z and 2026-01-01T00:01:30Z."
                            + " Recent changes: ike.encryption from \"aes256\" to \"aes\".");
            assertThat(it.background().recentChanges()).containsExactly(new Change("ike.encryption", "aes256", "aes"));
            assertThat(it.advice()).contains("UDP 500");
        });
    }

    @Test
    void shouldNotBlameWhatWasChangedLongBefore() {
        scene.scan(SeenConnection.basic("vco-1").snapshot())
                .scan(SeenConnection.basic("vco-1").cipher("aes").snapshot())
                .quiet(31)
                .scan(SeenConnection.basic("vco-1").cipher("aes").status(PHASE1).snapshot())
                .quiet(2);

        assertThat(scene.steps())
                .singleElement()
                .satisfies(it -> assertThat(it.background().recentChanges()).isEmpty());
    }

    @Test
    void shouldSayThatSomebodyIsAtWorkOnIt() {
        scene.scan(SeenConnection.basic("vco-1").snapshot())
                .scan(SeenConnection.basic("vco-1")
                        .lifecycle("updating")
                        .status(PHASE1)
                        .snapshot())
                .quiet(2);

        assertThat(scene.steps()).singleElement().satisfies(it -> {
            assertThat(it.text()).contains("The cloud reports the life cycle \"updating\": a drop is expected.");
            assertThat(it.background().recentChanges()).containsExactly(new Change("lifecycle", "active", "updating"));
        });
    }

    @Test
    void shouldNameTheMembersOfAGatewayAndCountTheRest() {
        scene.scan(line(7, UP)).scan(line(7, PHASE1)).quiet(2);

        assertThat(scene.steps()).first().satisfies(it -> assertThat(it.text())
                .startsWith("Gateway vpn-1 may be down: 7 connections that use it went down together (name-of-vco-0,"
                        + " name-of-vco-1, name-of-vco-2, name-of-vco-3, name-of-vco-4 and 2 more)."));
    }

    @Test
    void shouldNameAllMembersWhereTheyAreFew() {
        scene.scan(line(5, UP)).scan(line(5, PHASE1)).quiet(2);

        assertThat(scene.steps()).first().satisfies(it -> assertThat(it.text())
                .contains("(name-of-vco-0, name-of-vco-1, name-of-vco-2, name-of-vco-3, name-of-vco-4)."));
    }

    @Test
    void shouldJoinTheDiagnosisToTheAlertOnce() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2)
                .forgetEvents();

        scene.diagnosed("vco-1", "PskMismatch")
                .diagnosed("vco-1", "PskMismatch")
                .quiet(3);

        assertThat(scene.steps()).singleElement().satisfies(it -> {
            assertThat(it.status()).isEqualTo(AlertStatus.UPDATED);
            assertThat(it.verdict()).isEqualTo(Verdict.DIAGNOSED);
            assertThat(it.background().diagnosis()).isEqualTo("PskMismatch");
            assertThat(it.text()).contains("PskMismatch");
        });
    }

    @Test
    void shouldSayInAnUpdateThatTheConnectionIsUpAlready() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2)
                .scan(SeenConnection.single("vco-1", UP))
                .forgetEvents();

        scene.diagnosed("vco-1", "PskMismatch");

        assertThat(scene.steps()).singleElement().satisfies(it -> assertThat(it.text())
                .isEqualTo("name-of-vco-1 has counted as good since 2026-01-01T00:02:30Z, but not for long enough to"
                        + " resolve." + LATEST + " It began between 2026-01-01T00:00:30Z and 2026-01-01T00:01:00Z."
                        + " The cloud's diagnosis: PskMismatch."));
    }

    @Test
    void shouldNameTheTunnelsOfAConnectionThatIsDown() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", PHASE1, PHASE2))
                .quiet(2);

        assertThat(scene.steps()).singleElement().satisfies(it -> assertThat(it.text())
                .startsWith("name-of-vco-1 is down: no tunnel is up.")
                .endsWith(" Tunnels down: vco-1-a (master), phase 1 (IKE) is not established; vco-1-b (slave), phase 1"
                        + " (IKE) is established, phase 2 (IPsec) has failed."));
    }

    @Test
    void shouldNotNameTheTunnelsWhereASessionIsAtFault() {
        scene.scan(tunnels(UP, "success", "success"))
                .scan(tunnels(PHASE1, "success", "false"))
                .quiet(4);

        assertThat(scene.steps())
                .filteredOn(it -> it.key().rule() == AlertRule.BgpDown)
                .singleElement()
                .satisfies(it -> assertThat(it.text())
                        .startsWith("name-of-vco-1 has no BGP session: the BGP status of tun-b is \"false\".")
                        .doesNotContain("Tunnels down"));
    }

    @ParameterizedTest
    @CsvSource({"59, 2", "60, 1"})
    void shouldForgetWhatWasChangedHalfAnHourBeforeTheNextChange(int scansBetween, int told) {
        scene.scan(SeenConnection.basic("vco-1").snapshot())
                .scan(SeenConnection.basic("vco-1").status(PHASE1).snapshot())
                .scan(SeenConnection.basic("vco-1").status(PHASE1).cipher("aes").snapshot())
                .quiet(scansBetween)
                .scan(SeenConnection.basic("vco-1").status(PHASE2).cipher("des").snapshot());

        var changes =
                List.of(new Change("ike.encryption", "aes256", "aes"), new Change("ike.encryption", "aes", "des"));
        assertThat(scene.steps()).last().satisfies(it -> assertThat(
                        it.background().recentChanges())
                .containsExactlyElementsOf(changes.subList(2 - told, 2)));
    }

    @Test
    void shouldNotExplainADropByTheDiagnosisOfAnEarlierOne() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2);
        scene.diagnosed("vco-1", "PskMismatch")
                .scan(SeenConnection.single("vco-1", UP))
                .quiet(40)
                .forgetEvents();

        scene.scan(SeenConnection.single("vco-1", PHASE1)).quiet(2);

        assertThat(scene.steps())
                .singleElement()
                .satisfies(it -> assertThat(it.background().diagnosis()).isEmpty());
    }

    @Test
    void shouldNameTheNetworksOfAConnection() {
        var it = SeenConnection.basic("vco-1").snapshot();
        var context = new Context(
                "chengdu",
                "VPNGW",
                "vpn-1",
                List.of(),
                "",
                "active",
                List.of("10.0.0.0/16"),
                List.of("192.168.1.0/24", "192.168.2.0/24"),
                List.of());
        var seen = new Snapshot(
                it.connectionId(),
                it.contentHash(),
                it.createdAt(),
                it.status(),
                it.healthCheck(),
                it.bgp(),
                it.tunnels(),
                it.negotiatesOnTraffic(),
                context,
                it.configuration());
        var connection = new ConnectionState(seen, NOW, new TreeMap<>(), new TreeMap<>(), Evidence.NONE);

        assertThat(AlertText.background(
                        connection, AlertRule.BgpDown, new AlertStep.Background(List.of(), "PskMismatch")))
                .isEqualTo(" Local networks: 10.0.0.0/16. Remote networks: 192.168.1.0/24, 192.168.2.0/24."
                        + " The cloud's diagnosis: PskMismatch.");
    }

    @Test
    void shouldSayHowItIsNow() {
        var key = new AlertKey("vco-1", AlertRule.ConnectionDown);
        var problem = new AlertPhase.Problem(
                Severity.CRITICAL, new Reading(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, PHASE1));
        var published = new AlertState.Published(
                NOW, new AlertPhase.Onset(NOW, NOW.minusSeconds(30), false), problem, null, true, List.of());

        assertThat(List.of(
                        AlertText.clearing("chengdu", key, published, NOW.plusSeconds(60)),
                        AlertText.unseen("chengdu", key, published),
                        AlertText.flapping("chengdu", key, published),
                        AlertText.downWhileFlapping("chengdu", key, published),
                        AlertText.calm("It is up."),
                        AlertText.over("It is up"),
                        AlertText.deleted("chengdu", NOW)))
                .containsExactly(
                        "chengdu has counted as good since 2026-01-01T00:01:00Z, but not for long enough to resolve."
                                + LATEST + BEGAN,
                        "chengdu cannot be seen at present." + LATEST + BEGAN,
                        "chengdu is flapping: it fails and recovers again and again." + LATEST
                                + " Until it is stable, single changes are not published.",
                        "chengdu is down: phase 1 (IKE) is not established." + BEGAN
                                + " It was flapping before, and is now bad without a break.",
                        "It is up. It is not flapping any more.",
                        "It is up.",
                        "chengdu was deleted. The deletion was seen at 2026-01-01T00:00:00Z.");
    }

    @ParameterizedTest
    @CsvSource({
        "TargetStale, it was",
        "Summary, it was",
        "ConnectionDown, its target acct/cn-hangzhou was",
        "GatewayDown, its target acct/cn-hangzhou was"
    })
    void shouldSayWhatWasRetired(AlertRule rule, String what) {
        assertThat(AlertText.retired("subject", Scene.TARGET, rule, NOW))
                .isEqualTo("subject is not watched any more: " + what + " retired at 2026-01-01T00:00:00Z.");
    }

    @ParameterizedTest
    @CsvSource({"119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "86400, 24 h"})
    void shouldSayHowLongItTook(long seconds, String duration) {
        assertThat(AlertText.resolved("It is up", NOW, NOW.minusSeconds(seconds)))
                .isEqualTo("It is up. The problem was over at 2026-01-01T00:00:00Z, after " + duration + ".");
    }

    private static Snapshot[] line(int many, String status) {
        return IntStream.range(0, many)
                .mapToObj(i -> SeenConnection.basic("vco-" + i)
                        .on("vpn-1")
                        .status(status)
                        .snapshot())
                .toArray(Snapshot[]::new);
    }

    private static Snapshot tunnels(String second, String firstBgp, String secondBgp) {
        return SeenConnection.basic("vco-1")
                .tunnels(
                        SeenConnection.tunnel("tun-a", "master", UP, firstBgp),
                        SeenConnection.tunnel("tun-b", "slave", second, secondBgp))
                .snapshot();
    }
}
