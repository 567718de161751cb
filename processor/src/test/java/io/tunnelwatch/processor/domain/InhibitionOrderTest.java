package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.observation.Observation.Failure;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where two causes could inhibit an alert, the one that explains more inhibits it. */
class InhibitionOrderTest {
    private final Scene scene = new Scene();

    @Test
    void shouldNameTheStaleTargetBeforeTheSummary() {
        var down = lines(25, line -> line.on("vpn-of-" + line.id()).status(PHASE1));
        scene.scan(down).quiet(4);
        assertThat(scene.heard()).contains("ConnectionDown FIRING inhibited by Summary");

        for (int i = 0; i < 8; i++) {
            scene.failedScan(Failure.OTHER);
        }

        assertThat(scene.heard()).contains("ConnectionDown UPDATED inhibited by TargetStale");
    }

    @Test
    void shouldNameTheSummaryBeforeTheGatewayForWhatExistedAtFirstSight() {
        scene.scan(lines(25, line -> line.health("failed"))).quiet(4);
        assertThat(scene.heard()).contains("HealthCheckFailed FIRING inhibited by Summary");

        scene.scan(lines(25, line -> line.health("failed").status(PHASE1))).quiet(4);

        assertThat(scene.heard())
                .contains("ConnectionDown FIRING inhibited by GatewayDown")
                .doesNotContain("HealthCheckFailed UPDATED inhibited by GatewayDown");
    }

    @Test
    void shouldNameTheGatewayBeforeTheConnection() {
        scene.scan(lines(4, line -> line.bgp("success")));
        scene.scan(lines(4, line -> line.bgp("false").status(PHASE1))).quiet(5);

        assertThat(scene.heard())
                .contains("BgpDown FIRING inhibited by GatewayDown")
                .doesNotContain("BgpDown FIRING inhibited by ConnectionDown");
    }

    private static Snapshot[] lines(int many, UnaryOperator<SeenConnection> as) {
        return IntStream.range(0, many)
                .mapToObj(i -> as.apply(
                                SeenConnection.basic("vco-" + i).on("vpn-1").status(UP))
                        .snapshot())
                .toArray(Snapshot[]::new);
    }
}
