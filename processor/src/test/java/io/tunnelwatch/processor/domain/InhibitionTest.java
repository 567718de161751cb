package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Observation.Failure;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import org.junit.jupiter.api.Test;

/** One cause causes one page: consequences are inhibited while it lasts, and for a while after. */
class InhibitionTest {
    private final Scene scene = new Scene();

    @Test
    void shouldPublishInSilenceWhatFollowsFromSomethingElse() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", "success"))
                .scan(SeenConnection.single("vco-1", PHASE1, "false", "failed"))
                .quiet(5);

        assertThat(scene.heard())
                .containsExactly(
                        "ConnectionDown FIRING",
                        "BgpDown FIRING inhibited by ConnectionDown",
                        "HealthCheckFailed FIRING inhibited by ConnectionDown");
    }

    @Test
    void shouldTakeBackInSilenceWhatNeverSpoke() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", PHASE1, "false", ""))
                .quiet(5);

        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .forgetEvents()
                .quiet(10);

        assertThat(scene.heard())
                .containsExactly("ConnectionDown RESOLVED", "BgpDown RESOLVED inhibited by ConnectionDown");
    }

    @Test
    void shouldSpeakUpOnlyAfterTheGraceAndTheHold() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", PHASE1, "false", ""))
                .quiet(5);
        scene.scan(SeenConnection.single("vco-1", UP, "false", "")).quiet(10);
        assertThat(scene.heard()).last().isEqualTo("ConnectionDown RESOLVED");

        scene.quiet(8);
        assertThat(scene.heard()).last().isEqualTo("ConnectionDown RESOLVED");
        scene.quiet(1);

        assertThat(scene.heard()).last().isEqualTo("BgpDown UPDATED");
        assertThat(scene.verdicts).contains(Verdict.NO_LONGER_INHIBITED);
    }

    @Test
    void shouldFallSilentWhenTheCauseIsFoundLater() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", UP, "false", ""))
                .quiet(4);

        scene.scan(SeenConnection.single("vco-1", PHASE1, "false", "")).quiet(2);

        assertThat(scene.heard())
                .containsExactly(
                        "BgpDown FIRING", "ConnectionDown FIRING", "BgpDown UPDATED inhibited by ConnectionDown");
    }

    @Test
    void shouldTakeBackAloudWhatOnceSpoke() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", UP, "false", ""))
                .quiet(4);
        scene.scan(SeenConnection.single("vco-1", PHASE1, "false", "")).quiet(2);

        scene.scan(SeenConnection.single("vco-1", PHASE1, "success", ""))
                .forgetEvents()
                .quiet(10);

        assertThat(scene.heard()).containsExactly("BgpDown RESOLVED");
    }

    @Test
    void shouldBlameALostTunnelOnlyForItsOwnSession() {
        var both = SeenConnection.basic("vco-1")
                .tunnels(
                        SeenConnection.tunnel("tun-a", "master", UP, "success"),
                        SeenConnection.tunnel("tun-b", "slave", UP, "success"));
        var lost = both.tunnels(
                SeenConnection.tunnel("tun-a", "master", UP, "false"),
                SeenConnection.tunnel("tun-b", "slave", PHASE1, "false"));
        scene.scan(both.snapshot()).scan(lost.snapshot()).quiet(4);

        assertThat(scene.heard())
                .containsExactly(
                        "ConnectionDegraded FIRING",
                        "BgpDown FIRING",
                        "BgpDown FIRING inhibited by ConnectionDegraded");
    }

    @Test
    void shouldStartTheClockOfWhatIsPendingAnewWhenItsCauseIsOver() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", PHASE1, "success", ""))
                .quiet(3);
        scene.scan(SeenConnection.single("vco-1", UP, "success", "")).quiet(8);
        scene.scan(SeenConnection.single("vco-1", UP, "false", ""))
                .forgetEvents()
                .quiet(9);
        assertThat(scene.heard()).containsExactly("ConnectionDown RESOLVED");

        scene.quiet(1);

        assertThat(scene.heard()).containsExactly("ConnectionDown RESOLVED", "BgpDown FIRING");
    }

    /**
     * Its flapping was published only as inhibited; left at that, a connection that never recovers for good would be hidden.
     */
    @Test
    void shouldSayAloudThatALineFlapsOnWhenItsGatewayIsWellAgain() {
        flapUnderItsGateway();
        gatewayRecovers();
        comesAndGoes(6);
        assertThat(scene.heard())
                .contains("GatewayDown RESOLVED", "ConnectionDown FLAPPING inhibited by GatewayDown")
                .doesNotContain("ConnectionDown FLAPPING");

        comesAndGoes(2);
        assertThat(scene.heard()).as("its grace").doesNotContain("ConnectionDown FLAPPING");
        comesAndGoes(2);

        assertThat(scene.heard()).containsOnlyOnce("ConnectionDown FLAPPING");
        comesAndGoes(5);
        assertThat(scene.heard()).as("not twice").containsOnlyOnce("ConnectionDown FLAPPING");
    }

    @Test
    void shouldSayNothingOfALineThatFlappedNoLongerThanItsGatewayWasDown() {
        flapUnderItsGateway();

        gatewayRecovers();
        scene.quiet(200);

        assertThat(scene.heard())
                .contains("GatewayDown RESOLVED", "ConnectionDown FLAP_END inhibited by GatewayDown")
                .doesNotContain("ConnectionDown FLAPPING");
    }

    private void flapUnderItsGateway() {
        scene.scan(on("vco-1", UP), on("vco-2", UP), on("vco-3", UP));
        scene.scan(on("vco-1", PHASE1), on("vco-2", PHASE1), on("vco-3", PHASE1))
                .quiet(3);
        scene.scan(on("vco-1", UP));
        comesAndGoes(3);
    }

    private void gatewayRecovers() {
        scene.scan(on("vco-2", UP), on("vco-3", UP));
    }

    private void comesAndGoes(int times) {
        for (int i = 0; i < times; i++) {
            scene.scan(on("vco-1", PHASE1)).scan(on("vco-1", UP));
        }
    }

    private static Snapshot on(String id, String status) {
        return SeenConnection.basic(id).on("vpn-1").status(status).snapshot();
    }

    @Test
    void shouldSpeakForAllWhileTheTargetCannotBeSeen() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(3);

        for (int i = 0; i < 8; i++) {
            scene.failedScan(Failure.OTHER);
        }
        assertThat(scene.heard())
                .containsExactly(
                        "ConnectionDown FIRING",
                        "TargetStale FIRING",
                        "ConnectionDown UPDATED inhibited by TargetStale");
        scene.forgetEvents().scan(SeenConnection.single("vco-2", PHASE1)).quiet(2);

        assertThat(scene.heard()).as("seen to be down by now").containsExactly("ConnectionDown FIRING");
    }
}
