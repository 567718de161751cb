package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests the texts of alerts. */
class AlertTextTest {
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

    private static Snapshot[] line(int many, String status) {
        return IntStream.range(0, many)
                .mapToObj(i -> SeenConnection.basic("vco-" + i)
                        .on("vpn-1")
                        .status(status)
                        .snapshot())
                .toArray(Snapshot[]::new);
    }
}
