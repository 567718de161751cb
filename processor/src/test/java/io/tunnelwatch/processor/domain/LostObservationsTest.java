package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The observations of several scans are never read, because retention has deleted them. */
class LostObservationsTest {
    private static final int LOST_SCANS = 10;

    private final Scene scene = new Scene();

    @Test
    void shouldSeeEverythingAgainWhenNothingHasChangedMeanwhile() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", PHASE1))
                .forgetEvents();
        lose();

        scene.scan();

        assertThat(states("vco-1")).containsExactly("UNKNOWN", "UP");
        assertThat(states("vco-2")).containsExactly("UNKNOWN", "DOWN");
        assertThat(scene.verdicts).doesNotContain(Verdict.DIVERGED);
    }

    @Test
    void shouldKnowNothingOfAConnectionBeforeItIsMentionedWhenAChangeWasLost() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP))
                .forgetEvents();
        scene.lost(SeenConnection.single("vco-1", PHASE1));
        lose();

        scene.quiet(3);

        assertThat(states("vco-1")).containsExactly("UNKNOWN");
        assertThat(states("vco-2")).containsExactly("UNKNOWN");
        assertThat(scene.verdicts).contains(Verdict.DIVERGED);
    }

    @Test
    void shouldTakeTheStatesFromTheNextKeyScanWhenAChangeWasLost() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP));
        scene.lost(SeenConnection.single("vco-1", PHASE1));
        lose();
        scene.quiet(3).forgetEvents();

        scene.scan(SeenConnection.single("vco-1", PHASE1), SeenConnection.single("vco-2", UP));

        assertThat(states("vco-1")).containsExactly("DOWN");
        assertThat(states("vco-2")).containsExactly("UP");
        assertThat(scene.transitions()).allMatch(Transition::acrossGap);
        assertThat(scene.verdicts).doesNotContain(Verdict.DIVERGED);
    }

    @Test
    void shouldEndAConnectionThatTheNextKeyScanDoesNotHaveWhenItsDeletionWasLost() {
        scene.scan(SeenConnection.single("vco-1", PHASE1), SeenConnection.single("vco-2", UP))
                .quiet(5);
        scene.lostDeletion("vco-1");
        lose();
        scene.quiet(1);
        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");
        scene.forgetEvents();

        scene.scan(SeenConnection.single("vco-2", UP));

        assertThat(scene.transitions())
                .filteredOn(it -> Objects.equals(it.connectionId(), "vco-1") && it.facet() == null)
                .singleElement()
                .satisfies(it -> assertThat(it.kind()).isEqualTo(Transition.Kind.CONNECTION_DELETED));
        assertThat(scene.told()).containsExactly("ConnectionDown RESOLVED");
        assertThat(states("vco-2")).containsExactly("UP");
        assertThat(scene.verdicts).doesNotContain(Verdict.DIVERGED);
    }

    @Test
    void shouldNotCountAtTheGatewayAConnectionWhoseDeletionWasLost() {
        scene.scan(at("cgw-a", "vco-1", PHASE1), at("cgw-a", "vco-2", UP), at("cgw-a", "vco-3", UP))
                .quiet(5);
        scene.lostDeletion("vco-3");
        lose();
        scene.forgetEvents();

        scene.scan(at("cgw-a", "vco-1", PHASE1), at("cgw-a", "vco-2", PHASE1)).quiet(1);

        assertThat(scene.heard()).first().isEqualTo("GatewayDown FIRING");
    }

    @Test
    void shouldNotResolveAGroupWhileAMemberIsUnseen() {
        scene.scan(at("cgw-a", "vco-1", UP), at("cgw-a", "vco-2", UP), SeenConnection.single("vco-3", UP))
                .scan(at("cgw-a", "vco-1", PHASE1), at("cgw-a", "vco-2", PHASE1))
                .quiet(4)
                .scan(at("cgw-a", "vco-1", UP), at("cgw-a", "vco-2", UP));
        assertThat(scene.heard()).first().isEqualTo("GatewayDown FIRING");
        scene.lost(SeenConnection.single("vco-3", PHASE1));
        lose();
        scene.forgetEvents();

        scene.quiet(20);

        assertThat(scene.told()).isEmpty();
    }

    @Test
    void shouldLoseSightOfWhatWasCheckedAgainJustBeforeTheNextGap() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP));
        scene.lost(SeenConnection.single("vco-1", PHASE1));
        lose();
        scene.quiet(1).recheck(SeenConnection.single("vco-2", UP)).forgetEvents();
        lose();

        scene.quiet(1);

        assertThat(states("vco-2")).containsExactly("UNKNOWN");
    }

    @Test
    void shouldLoseSightAgainOfWhatWasSeenBetweenTwoGaps() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP));
        scene.lost(SeenConnection.single("vco-1", PHASE1));
        lose();
        scene.scan(SeenConnection.single("vco-2", UP)).forgetEvents();
        lose();

        scene.quiet(1);

        assertThat(states("vco-1")).isEmpty();
        assertThat(states("vco-2")).containsExactly("UNKNOWN");
    }

    private static Snapshot at(String gateway, String id, String status) {
        return SeenConnection.basic(id).on(gateway).status(status).snapshot();
    }

    private void lose() {
        for (int i = 0; i < LOST_SCANS; i++) {
            scene.lost();
        }
    }

    private List<String> states(String connectionId) {
        return scene.changesOf(connectionId, FacetKind.IPSEC).stream()
                .map(it -> Objects.requireNonNull(it.to()).state().name())
                .toList();
    }
}
