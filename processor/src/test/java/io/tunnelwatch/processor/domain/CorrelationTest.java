package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static io.tunnelwatch.processor.domain.alert.Verdict.OUT_OF_SIGHT;
import static io.tunnelwatch.processor.domain.alert.Verdict.SCAN_COMPLETED;
import static io.tunnelwatch.processor.domain.alert.Verdict.SEEN_AGAIN;
import static io.tunnelwatch.processor.domain.alert.Verdict.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Connections that share a gateway and go down together cause one page, from the start. */
class CorrelationTest {
    private final Scene scene = new Scene();

    @Test
    void shouldTellOfTheGatewayAndNotOfEachConnection() {
        scene.scan(on(4, UP, "vpn-1")).scan(on(4, PHASE1, "vpn-1")).quiet(3);

        assertThat(scene.heard())
                .containsExactly(
                        "GatewayDown FIRING",
                        "ConnectionDown FIRING inhibited by GatewayDown",
                        "ConnectionDown FIRING inhibited by GatewayDown",
                        "ConnectionDown FIRING inhibited by GatewayDown",
                        "ConnectionDown FIRING inhibited by GatewayDown");
        assertThat(scene.steps()).first().satisfies(it -> {
            assertThat(it.key().entity()).isEqualTo("vpn-1");
            assertThat(it.published().members()).containsExactly("vco-0", "vco-1", "vco-2", "vco-3");
        });
    }

    @Test
    void shouldTakeTwoForOneCauseOnlyWhereTheyAreAll() {
        scene.scan(on(2, UP, "vpn-1")).scan(on(2, PHASE1, "vpn-1")).quiet(2);

        assertThat(scene.heard()).first().isEqualTo("GatewayDown FIRING");
    }

    @Test
    void shouldTakeTwoOfMoreForChance() {
        scene.scan(on(3, UP, "vpn-1")).scan(on(2, PHASE1, "vpn-1")).quiet(3);

        assertThat(scene.heard()).containsExactly("ConnectionDown FIRING", "ConnectionDown FIRING");
    }

    @Test
    void shouldNameTheTightestGatewayThatCoversAll() {
        var up = IntStream.range(0, 6)
                .mapToObj(i -> SeenConnection.basic("vco-" + i).on("vpn-1", i < 3 ? "cgw-a" : "cgw-" + i))
                .toList();
        scene.scan(snapshots(up));

        scene.scan(snapshots(up.stream().limit(3).map(it -> it.status(PHASE1)).toList()))
                .quiet(2);

        assertThat(scene.steps()).first().extracting(it -> it.key().entity()).isEqualTo("cgw-a");
    }

    @Test
    void shouldTakeThoseInThatFollowWithinMoments() {
        scene.scan(on(4, UP, "vpn-1"))
                .scan(on(3, PHASE1, "vpn-1"))
                .quiet(2)
                .scan(on(4, PHASE1, "vpn-1"))
                .quiet(3);

        assertThat(scene.heard())
                .filteredOn(it -> !it.contains("inhibited"))
                .containsExactly("GatewayDown FIRING", "GatewayDown UPDATED");
    }

    @Test
    void shouldNotTakeThoseTogetherThatWentDownFarApart() {
        scene.scan(on(3, UP, "vpn-1"))
                .scan(on(1, PHASE1, "vpn-1"))
                .quiet(4)
                .scan(on(2, PHASE1, "vpn-1"))
                .quiet(4)
                .scan(on(3, PHASE1, "vpn-1"))
                .quiet(4);

        assertThat(scene.heard()).hasSize(3).allMatch("ConnectionDown FIRING"::equals);
    }

    @Test
    void shouldLetTheLastOneSpeakForItselfWhenTheGatewayIsBack() {
        scene.scan(on(3, UP, "vpn-1")).scan(on(3, PHASE1, "vpn-1")).quiet(3);
        var back = List.of(
                SeenConnection.basic("vco-0").on("vpn-1"),
                SeenConnection.basic("vco-1").on("vpn-1"));

        scene.scan(snapshots(back)).forgetEvents().quiet(10);
        assertThat(scene.heard())
                .containsExactlyInAnyOrder(
                        "GatewayDown RESOLVED",
                        "ConnectionDown RESOLVED inhibited by GatewayDown",
                        "ConnectionDown RESOLVED inhibited by GatewayDown");
        scene.forgetEvents().quiet(8);

        assertThat(scene.heard()).containsExactly("ConnectionDown UPDATED");
    }

    @Test
    void shouldStaySilentWhenTheyRecoverInTime() {
        scene.scan(on(4, UP, "vpn-1"))
                .scan(on(4, PHASE1, "vpn-1"))
                .scan(on(4, UP, "vpn-1"))
                .quiet(20);

        assertThat(scene.heard()).isEmpty();
    }

    @Test
    void shouldBeNoMoreSevereThanItsMembers() {
        var planned = IntStream.range(0, 3)
                .mapToObj(i -> SeenConnection.basic("vco-" + i).on("vpn-1").lifecycle("updating"))
                .toList();
        scene.scan(snapshots(planned));

        scene.scan(snapshots(planned.stream().map(it -> it.status(PHASE1)).toList()))
                .quiet(2);

        assertThat(scene.steps()).first().satisfies(it -> {
            assertThat(it.key().rule()).isEqualTo(AlertRule.GatewayDown);
            assertThat(it.published().problem().severity()).isEqualTo(Severity.WARNING);
        });
    }

    @Test
    void shouldForgetAGatewayThatHasBeenWellForHours() {
        scene.scan(on(3, UP, "vpn-1")).scan(on(3, PHASE1, "vpn-1")).scan(on(3, UP, "vpn-1"));
        scene.quiet(380).forgetEvents();

        scene.scan();
        assertThat(scene.verdicts).as("it has failed once").containsExactly(UNCHANGED, SCAN_COMPLETED);
        scene.quiet(40).forgetEvents().scan();

        assertThat(scene.verdicts).containsExactly(SCAN_COMPLETED);
    }

    @Test
    void shouldForgetAGatewayThatWasWellBeforeALongGap() {
        scene.scan(on(3, UP, "vpn-1"))
                .scan(on(3, PHASE1, "vpn-1"))
                .scan(on(3, UP, "vpn-1"))
                .quiet(20)
                .forgetEvents();

        scene.advance(Duration.ofHours(5)).scan();

        assertThat(scene.verdicts).contains(OUT_OF_SIGHT, SEEN_AGAIN).doesNotContain(UNCHANGED);
    }

    @Test
    void shouldForgetMembersThatAreDeleted() {
        scene.scan(on(3, UP, "vpn-1")).scan(on(3, PHASE1, "vpn-1")).quiet(3).forgetEvents();

        scene.gone("vco-0").gone("vco-1").gone("vco-2").quiet(11);

        assertThat(scene.heard()).contains("GatewayDown RESOLVED");
    }

    /** The alert names as many as a person reads, and inhibits the alerts of all. */
    @Test
    void shouldSpeakForMoreThanItNames() {
        scene.scan(on(501, UP, "vpn-1")).scan(on(501, PHASE1, "vpn-1")).quiet(3);

        var told = EventCodec.encode(scene.steps().get(0));
        assertThat(told.getMembers()).hasSize(500);
        assertThat(told.getSummary()).contains("501 connections");
        assertThat(scene.heard())
                .filteredOn("ConnectionDown FIRING inhibited by GatewayDown"::equals)
                .hasSize(501);
    }

    private static Snapshot[] on(int many, String status, String gateway) {
        return snapshots(IntStream.range(0, many)
                .mapToObj(i -> SeenConnection.basic("vco-" + i).on(gateway).status(status))
                .toList());
    }

    private static Snapshot[] snapshots(List<SeenConnection> seen) {
        return seen.stream().map(SeenConnection::snapshot).toArray(Snapshot[]::new);
    }
}
