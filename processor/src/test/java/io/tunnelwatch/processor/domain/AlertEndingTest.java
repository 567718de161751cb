package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.PHASE2;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.LocalRule.Match;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The text of the end of an alert claims a recovery only if one was seen. */
class AlertEndingTest {
    private final Scene scene = new Scene();

    @Test
    void shouldSayWhenAConnectionWasSeenUpAgainAndHowLongItWasDown() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(3)
                .scan(SeenConnection.single("vco-1", UP))
                .quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 is up again. The problem was over at 2026-01-01T00:03:00Z, after 2 min.");
    }

    @Test
    void shouldNotCallAMutedConnectionUp() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(3);

        scene.under(muted("name-of-vco-1"))
                .scan(SeenConnection.basic("vco-1").cipher("aes").status(PHASE1).snapshot())
                .quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 still has the problem, and the setting alerts.local declares it normal.");
    }

    @Test
    void shouldNotSayThatAGatewayHasItsMutedConnectionsAgain() {
        scene.scan(atGateway("aes256", UP, UP, UP))
                .scan(atGateway("aes256", PHASE1, PHASE1, PHASE1))
                .quiet(3);
        assertThat(scene.told()).contains("GatewayDown FIRING");

        scene.under(muted("name-of-vco-*"))
                .scan(atGateway("aes", PHASE1, PHASE1, UP))
                .quiet(11);

        assertThat(last(AlertStatus.RESOLVED, "Gateway"))
                .isEqualTo(
                        "Gateway vpn-1 is no longer the suspected cause. Of the 3 connections of this alert, these are"
                                + " not up now: name-of-vco-0, name-of-vco-1. Each of them is muted or unknown, or gets an alert of"
                                + " its own.");
    }

    @Test
    void shouldSayThatAllConnectionsOfAGatewayAreUpAgain() {
        scene.scan(atGateway("aes256", UP, UP, UP))
                .scan(atGateway("aes256", PHASE1, PHASE1, PHASE1))
                .quiet(3);

        scene.scan(atGateway("aes256", UP, UP, UP)).quiet(11);

        assertThat(last(AlertStatus.RESOLVED, "Gateway"))
                .startsWith(
                        "Gateway vpn-1 is no longer the suspected cause: the 3 connections of this alert are up again or"
                                + " deleted. The problem was over at");
    }

    @Test
    void shouldNotSayThatBgpIsBackIfItWasSwitchedOff() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", UP, "false", ""))
                .quiet(4);
        assertThat(scene.steps()).singleElement().satisfies(it -> assertThat(it.text())
                .startsWith(
                        "name-of-vco-1 has no BGP session: the BGP status of vco-1 is \"false\". It began between"));

        scene.scan(SeenConnection.single("vco-1", UP)).quiet(11);

        assertThat(last(AlertStatus.RESOLVED)).isEqualTo("name-of-vco-1 has BGP switched off now.");
    }

    @Test
    void shouldNotSayThatATunnelIsBackThatWasTakenAway() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", UP, PHASE1))
                .quiet(4);
        assertThat(scene.steps()).singleElement().satisfies(it -> assertThat(it.text())
                .startsWith("name-of-vco-1 has no redundancy: 1 of 2 tunnels up.")
                .endsWith(" Tunnels down: vco-1-b (slave), phase 1 (IKE) is not established."));

        scene.scan(SeenConnection.single("vco-1", UP)).quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 was reconfigured: what this alert was about does not exist any more.");
    }

    /** An alert of redundancy goes on while the whole connection is down, which it must not call unseen. */
    @Test
    void shouldSayThatAConnectionWithoutRedundancyIsWhollyDown() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", UP, PHASE1))
                .quiet(4);

        scene.scan(SeenConnection.dual("vco-1", PHASE1, PHASE1)).quiet(4);

        assertThat(last(AlertStatus.UPDATED))
                .startsWith("name-of-vco-1 has no tunnel up now: the alert ConnectionDown covers that.");
    }

    @Test
    void shouldSayInAnUpdateThatTheConnectionCannotBeSeen() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(3);

        for (int i = 0; i < 8; i++) {
            scene.failedScan(Observation.Failure.OTHER);
        }

        assertThat(last(AlertStatus.UPDATED))
                .startsWith(
                        "name-of-vco-1 cannot be seen at present. Latest problem: phase 1 (IKE) is not established.");
        assertThat(last(AlertStatus.FIRING))
                .startsWith("Target acct/cn-hangzhou cannot be scanned: scans fail (Code).");
    }

    @Test
    void shouldSayWhenAConnectionIsUpAgainWithoutRedundancy() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", PHASE1, PHASE1))
                .quiet(3);

        scene.scan(SeenConnection.dual("vco-1", UP, PHASE1)).quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 is up again (1 of 2 tunnels up). The problem was over at"
                        + " 2026-01-01T00:03:00Z, after 2 min.");
    }

    @Test
    void shouldNotCallATunnelUpWhoseLossWasMuted() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", UP, PHASE1))
                .quiet(4);

        scene.under(muted("name-of-vco-1"))
                .scan(SeenConnection.dual("vco-1", UP, PHASE2))
                .quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 still has the problem, and the setting alerts.local declares it normal.");
    }

    @Test
    void shouldSayThatATargetIsScannedAgain() {
        scene.scan(SeenConnection.single("vco-1", UP));
        for (int i = 0; i < 8; i++) {
            scene.failedScan(Observation.Failure.OTHER);
        }

        scene.quiet(11);

        assertThat(last(AlertStatus.RESOLVED)).startsWith("Target acct/cn-hangzhou is scanned completely again. The");
    }

    @Test
    void shouldSayThatNoConnectionIsMissingAnyMore() {
        scene.scan(SeenConnection.single("vco-1", UP));
        for (int i = 0; i < 4; i++) {
            scene.scanHolding(7);
        }

        scene.quiet(11);

        assertThat(last(AlertStatus.RESOLVED))
                .startsWith("Target acct/cn-hangzhou has no missing connections any more: they are back, or their"
                        + " deletion is proved. The");
    }

    @Test
    void shouldSayThatAConnectionWasDeleted() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(3);

        scene.gone("vco-1");

        assertThat(last(AlertStatus.RESOLVED))
                .isEqualTo("name-of-vco-1 was deleted. The deletion was seen at 2026-01-01T00:03:00Z.");
    }

    @Test
    void shouldSayThatAConnectionIsUpAndDoesNotFlapAnyMore() {
        scene.scan(SeenConnection.single("vco-1", UP));
        for (int i = 0; i < 5; i++) {
            scene.scan(SeenConnection.single("vco-1", PHASE1)).scan(SeenConnection.single("vco-1", UP));
        }
        assertThat(scene.told()).containsExactly("ConnectionDown FLAPPING");

        scene.quiet(200);

        assertThat(last(AlertStatus.FLAP_END)).isEqualTo("name-of-vco-1 is up again. It is not flapping any more.");
    }

    private static Rules muted(String name) {
        var rules = Rules.defaults();
        var rule = new LocalRule(new Match(null, name), Set.of(), null, null, null, true, false);
        return new Rules(rules.holds(), rules.onTraffic(), List.of(rule));
    }

    private static Snapshot[] atGateway(String cipher, String... statuses) {
        return IntStream.range(0, statuses.length)
                .mapToObj(i -> SeenConnection.basic("vco-" + i)
                        .on("vpn-1")
                        .cipher(cipher)
                        .status(statuses[i])
                        .snapshot())
                .toArray(Snapshot[]::new);
    }

    private String last(AlertStatus status) {
        return last(status, "");
    }

    private String last(AlertStatus status, String subject) {
        return scene.steps().stream()
                .filter(it -> it.status() == status)
                .map(AlertStep::text)
                .filter(it -> it.startsWith(subject))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
